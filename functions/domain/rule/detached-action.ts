import { RUN, WATCH } from './pod-run.ts';
import { overdueIn, podScript, saidBy } from './pod-script.ts';

/*
 * A command before the cut runs detached from any session: one that breaks off takes nothing with it, who comes again finds out
 * how it went, and what hangs is ended with all that it has started. One that holds something while the cut is made, a lock in a
 * session of a database, says ${WAIT_CMD} where it waits for its release, or for the deadline.
 */

const START = `
k=$1 t=$2 x=$3 h=$4 w=$5 m=$6 c=$7 v=$8 f=$9 r=
when() { :; }
fence() { for o in $f; do ( k=$o; look && same && [ ! -d "$d/claim" ] && [ ! -e "$d/closed" ] ) || { say thawed; return 1; }; done; }
mode() { ! command -v chmod >/dev/null || chmod "$@"; }
lacks mkdir sleep cat rm mv
look && { say already; exit 0; }
fence || exit 0
make
mark
# a timer that fires now has claimed before it looks for this folder
fence || { rm -rf "$d"; exit 0; }
cat >"$d/wait" <<END && mkdir "$d/w" && mode 755 "$d" "$d/wait" && mode 777 "$d/w" || { rm -rf "$d"; say nowhere; exit 0; }
sleep $t & s=\\$!
: >$d/w/waiting
while [ -d $d ] && [ ! -e $d/release ] && kill -0 \\$s 2>/dev/null; do sleep 0.05 2>/dev/null || sleep 1; done
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
run
`;

const AWAIT = `
sleep "$w" & s=$!
while [ ! -e "$d/w/waiting" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
stop $s
if [ -f "$d/exit" ]; then
  heard
  say ended "$(cat "$d/exit")" $(overdue)
  cat "$d/out"
elif [ -e "$d/w/waiting" ]; then say waiting
else say late
fi
`;

const LOOK = `
k=$1 w=$2
look && ! dead || { say gone; exit 0; }
`;

const END = `
k=$1 w=$2 x=$3 f=$4 e=
for o in $f; do ( k=$o; look && note closed ); done
look && ! dead || { say gone; exit 0; }
[ ! -f "$d/exit" ] || e=early
[ -e "$d/w/waiting" ] || w=0
[ -e "$d/release" ] || { [ -z "$e" ] || note early; note release; }
ends() {
  sleep "$1" & s=$!
  while [ -d "$d" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
  stop $s
  [ -f "$d/exit" ]
}
if ! ends "$w"; then
  [ "$x" = kill ] || { say running; exit 0; }
  note killed
  roots
  strays TERM
  ends 2 || finish
  ends 2 || echo 137 >"$d/exit"
fi
[ -d "$d" ] || { say gone; exit 0; }
how=released
for e in early killed overdue w/expired; do [ ! -e "$d/$e" ] || how=\${e#w/}; done
heard
say ended "$(cat "$d/exit" 2>/dev/null || echo 137)" $how
cat "$d/out"
`;

/** What a person writes where the command is to wait; a shell, or a client's own escape to one, runs it. */
export const WAIT_CMD = `\${WAIT_CMD}`;

export interface DetachedAction {
  /** Of one container in one freeze: letters, digits and hyphens; none is the beginning of another one. */
  key: string;
  /** May say ${WAIT_CMD}. */
  command: string;
  /** From its start until what waits lets go by itself. */
  deadlineSeconds: number;
  /** From its start until it is ended with all that it has started. */
  killSeconds: number;
  /** Where it has not come to a ${WAIT_CMD} by then, it is ended then: what it has frozen would not let go at the deadline. */
  holdSeconds?: number;
  /** How long its end, or its ${WAIT_CMD}, is waited for. */
  waitSeconds: number;
  /** Of its output: the last of it. */
  maxOutputBytes: number;
  /** Of the thaws that are armed in the container: once one of them has begun, the command is not. */
  armedKeys: readonly string[];
}

/** Starts the command, and ends once it waits or has ended. Run again it starts nothing: `lookCommand` tells more. */
export function startCommand({ key, command, armedKeys, ...limits }: DetachedAction): string[] {
  const { deadlineSeconds, killSeconds, holdSeconds = killSeconds, waitSeconds, maxOutputBytes } = limits;
  const numbers = [deadlineSeconds, killSeconds, holdSeconds, waitSeconds, maxOutputBytes];
  return podScript(WATCH + RUN + START + AWAIT, [key, ...numbers, command, WAIT_CMD, armedKeys.join(' ')]);
}

/** Waits a little more for what was started before. */
export function lookCommand(key: string, waitSeconds: number): string[] {
  return podScript(RUN + LOOK + AWAIT, [key, waitSeconds]);
}

export type Started =
  /** What it took it holds. */
  | { state: 'waiting' }
  /** It was started before; `lookCommand` tells of it. */
  | { state: 'already' }
  /** It still runs, and has not come to a ${WAIT_CMD}. */
  | { state: 'late' }
  /** It was never started, or another container has taken its place. */
  | { state: 'gone' }
  /** The application has been thawed, or its container has started anew: nothing was started. */
  | { state: 'thawed' }
  /** Without waiting: it holds nothing. `isOverdue`: it was ended, for its time was over. */
  | { state: 'ended'; exitCode: number; isOverdue?: true; output: string }
  | { state: 'cannot'; why: string };

const STATES = ['waiting', 'already', 'late', 'gone', 'thawed'] as const;

export function readStarted(stdout: string): Started | undefined {
  const said = saidBy(stdout);
  const [word, what = '', how] = said?.words ?? [];
  const known = STATES.find((state) => state === word);
  if (known) return { state: known };
  if (word === 'ended' && /^\d{1,3}$/.test(what))
    return { state: 'ended', exitCode: Number(what), output: said?.output ?? '', ...overdueIn(how) };
  if (word === 'nowhere') return { state: 'cannot', why: 'it has no folder that can be written to' };
  return word === 'lacks' ? { state: 'cannot', why: `it has no program ${what}` } : undefined;
}

/**
 * Releases the command, waits for its end, and tells what it printed. It may be run again.
 * @param options.waitSeconds how long it may take after its release; one that does not wait for that takes none
 * @param options.kill what has not ended then is ended; else it is said to be running
 * @param options.armedKeys of the thaws of its container: one that is about to begin there does not any more
 */
export function endCommand(
  key: string,
  { waitSeconds, kill, armedKeys = [] }: { waitSeconds: number; kill: boolean; armedKeys?: readonly string[] },
): string[] {
  return podScript(WATCH + RUN + END, [key, waitSeconds, kill ? 'kill' : 'leave', armedKeys.join(' ')]);
}

const HOW = ['released', 'expired', 'early', 'killed', 'overdue'] as const;
type How = (typeof HOW)[number];

export type Ended =
  /** `how`: it was released in time, let go at the deadline before, had ended before by itself, had to be ended, or was when its time was over. */
  | { state: 'ended'; exitCode: number; how: How; output: string }
  | { state: 'running' }
  /** It was never started, or another container has taken its place. */
  | { state: 'gone' };

export function readEnded(stdout: string): Ended | undefined {
  const said = saidBy(stdout);
  const [word, code = '', how = ''] = said?.words ?? [];
  if (word === 'running' || word === 'gone') return { state: word };
  if (word !== 'ended' || !/^\d{1,3}$/.test(code)) return undefined;
  const known = HOW.find((one) => one === how);
  return known && { state: 'ended', exitCode: Number(code), how: known, output: said?.output ?? '' };
}
