import { podScript, saidBy } from './pod-script.ts';

/*
 * A command that holds something while the cut is made: a lock in a session of a database. It runs detached, and where it says
 * ${WAIT_CMD} it waits for its release, or for the deadline: no session is held open meanwhile, and nobody need come back.
 */

const START = `
k=$1 t=$2 w=$3 m=$4 c=$5 v=$6 r=
lacks mkdir sleep cat rm mv chmod head
look && { say already; exit 0; }
make
cat >"$d/wait" <<END && mkdir "$d/w" && chmod 755 "$d" "$d/wait" && chmod 777 "$d/w" || { rm -rf "$d"; say nowhere; exit 0; }
sleep $t & s=\\$!
: >$d/w/waiting
while [ -d $d ] && [ ! -e $d/release ] && kill -0 \\$s 2>/dev/null; do sleep 0.1 2>/dev/null || sleep 1; done
[ ! -d $d ] || [ -e $d/release ] || : >$d/w/expired
kill \\$s 2>/dev/null
END
while :; do
  case $c in
    *"$v"*) r=$r\${c%%"$v"*}"sh $d/wait" c=\${c#*"$v"};;
    *) break;;
  esac
done
c=$r$c
(
  (
    trap 'kill $s 2>/dev/null; exit' TERM
    sleep $((t + 30)) & s=$!
    wait $s
    strays KILL
  ) & q=$!
  {
    SNAPFERRY_ACTION=$k sh -c "$c" 2>&1
    echo $? >"$d/new"; mv "$d/new" "$d/exit"; kill $q
  } | { head -c "$m"; cat >/dev/null; } >"$d/out"
) </dev/null >/dev/null 2>&1 &
sleep "$w" & s=$!
while [ ! -e "$d/w/waiting" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
kill $s 2>/dev/null
if [ -f "$d/exit" ]; then
  nap
  say ended "$(cat "$d/exit")"
  cat "$d/out"
  rm -rf "$d"
elif [ -e "$d/w/waiting" ]; then say waiting
else say late
fi
`;

const END = `
k=$1 w=$2 x=$3 how=released
look || { say gone; exit 0; }
: >"$d/release"
ends() {
  sleep "$1" & s=$!
  while [ -d "$d" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
  kill $s 2>/dev/null
  [ -f "$d/exit" ]
}
if ! ends "$w"; then
  [ "$x" = kill ] || { say running; exit 0; }
  how=killed
  strays TERM
  ends 2 || strays KILL
  ends 2
fi
[ -d "$d" ] || { say gone; exit 0; }
[ ! -e "$d/w/expired" ] || how=expired
nap # what it printed last is still on its way into the file
say ended "$(cat "$d/exit" 2>/dev/null || echo 137)" $how
cat "$d/out"
rm -rf "$d"
`;

/** Every process of the action, by what only they have in their environment. */
const STRAYS = `
strays() {
  for e in /proc/[0-9]*/environ; do
    grep -q -e "SNAPFERRY_ACTION=$k" "$e" 2>/dev/null || continue
    p=\${e%/environ}
    kill -s "$1" "\${p#/proc/}" 2>/dev/null
  done
}
`;

/** What a person writes where the command is to wait; a shell, or a client's own escape to one, runs it. */
export const WAIT_CMD = `\${WAIT_CMD}`;

export interface BackgroundAction {
  /** Of one container in one freeze: letters, digits and hyphens. */
  key: string;
  /** Says ${WAIT_CMD} once or more. */
  command: string;
  /** From its start until it lets go by itself. */
  deadlineSeconds: number;
  /** How long the command may take to come to its ${WAIT_CMD}. */
  waitSeconds: number;
  /** Of its output. */
  maxOutputBytes: number;
}

/** Starts the command, and ends once it waits. It may be run again: the command is started once. */
export function startCommand({
  key,
  command,
  deadlineSeconds,
  waitSeconds,
  maxOutputBytes,
}: BackgroundAction): string[] {
  return podScript(STRAYS + START, [key, deadlineSeconds, waitSeconds, maxOutputBytes, command, WAIT_CMD]);
}

export type Started =
  /** What it took it holds. */
  | { state: 'waiting' }
  /** It was started before; `endCommand` tells of it. */
  | { state: 'already' }
  /** It still runs, and has not come to its ${WAIT_CMD}. */
  | { state: 'late' }
  /** Without waiting: it holds nothing. */
  | { state: 'ended'; exitCode: number; output: string }
  | { state: 'cannot'; why: string };

export function readStarted(stdout: string): Started | undefined {
  const said = saidBy(stdout);
  const [word, what = ''] = said?.words ?? [];
  if (word === 'waiting' || word === 'already' || word === 'late') return { state: word };
  if (word === 'ended') return { state: 'ended', exitCode: Number(what), output: said?.output ?? '' };
  if (word === 'nowhere') return { state: 'cannot', why: 'it has no folder that can be written to' };
  return word === 'lacks' ? { state: 'cannot', why: `it has no program ${what}` } : undefined;
}

/**
 * Releases the command, waits for its end, and collects what it printed. It may be run again until it has said `ended`.
 * @param options.waitSeconds how long it may take after its release
 * @param options.kill what has not ended then is ended; else it is said to be running
 */
export function endCommand(key: string, { waitSeconds, kill }: { waitSeconds: number; kill: boolean }): string[] {
  return podScript(STRAYS + END, [key, waitSeconds, kill ? 'kill' : 'leave']);
}

export type Ended =
  /** `how`: it was released in time, let go at the deadline before, or had to be ended. */
  | { state: 'ended'; exitCode: number; how: 'released' | 'expired' | 'killed'; output: string }
  | { state: 'running' }
  /** It was never started, or told of before, or another container has taken its place. */
  | { state: 'gone' };

export function readEnded(stdout: string): Ended | undefined {
  const said = saidBy(stdout);
  const [word, code = '', how = ''] = said?.words ?? [];
  if (word === 'running' || word === 'gone') return { state: word };
  if (word !== 'ended' || !/^\d+$/.test(code)) return undefined;
  const known = how === 'expired' || how === 'killed' ? how : 'released';
  return { state: 'ended', exitCode: Number(code), how: known, output: said?.output ?? '' };
}
