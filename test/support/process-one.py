"""Is to a container's commands what its process 1 is: runs them one after the other, and takes leave of what they leave behind.

Reads their environment and command lines, prints what each printed and how every process ended that had become its own: with an
exit code, or by a signal as a negative number.
"""

import ctypes
import json
import os
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36
ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

given = json.load(sys.stdin)
printed, orphans = [], []
for words in given["commands"]:
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    command = subprocess.Popen(words, env=given["environment"], **streams)
    printed.append(command.stdout.read().decode())
    while True:
        pid, status = os.wait()
        if pid == command.pid:
            break
        orphans.append(status)
while True:
    try:
        orphans.append(os.wait()[1])
    except ChildProcessError:
        break
json.dump({"printed": printed, "orphans": [os.waitstatus_to_exitcode(status) for status in orphans]}, sys.stdout)
