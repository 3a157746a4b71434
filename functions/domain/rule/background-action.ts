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
wait \\$s 2>/dev/null
exit 0
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
    trap 'stop $s; exit 0' TERM
    sleep $((t + 30)) & s=$!
    wait $s
    finish
  ) & q=$!
  {
    SNAPFERRY_ACTION=$k sh -c "$c" 2>&1
    echo $? >"$d/new"; mv "$d/new" "$d/exit"; kill $q
  } | { head -c "$m"; cat >/dev/null; } >"$d/out"
  wait $q
  exit 0
) </dev/null >/dev/null 2>&1 &
sleep "$w" & s=$!
while [ ! -e "$d/w/waiting" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
stop $s
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
  stop $s
  [ -f "$d/exit" ]
}
if ! ends "$w"; then
  [ "$x" = kill ] || { say running; exit 0; }
  how=killed
  strays TERM
  ends 2 || finish
  ends 2
fi
[ -d "$d" ] || { say gone; exit 0; }
[ ! -e "$d/w/expired" ] || how=expired
nap # what it printed last is still on its way into the file
say ended "$(cat "$d/exit" 2>/dev/null || echo 137)" $how
cat "$d/out"
rm -rf "$d"
`;

/**
 * The processes of the action, by what only they have in their environment, the ones without children first: each is then waited
 * for by its parent, and falls to nobody else. One that goes on making children is ended with them after a while.
 */
const STRAYS = `
strays() {
  own=$(grep -l -s -e "SNAPFERRY_ACTION=$k" /proc/[0-9]*/environ)
  up=" $([ -n "$2" ] || for e in $own; do grep -s PPid: "\${e%environ}status"; done) "
  for e in $own; do
    p=\${e#/proc/} p=\${p%/environ}
    case $up in *[!0-9]"$p"[!0-9]*) ;; *) kill -s "$1" "$p" 2>/dev/null;; esac
  done
  [ -n "$own" ]
}
finish() {
  i=0
  while strays KILL; do
    i=$((i + 1))
    [ $i -lt 30 ] || { strays KILL all; return; }
    nap
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
