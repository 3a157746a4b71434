import { MAX_OUTPUT_BYTES } from './command-output.ts';
import { RUN, WATCH } from './pod-run.ts';
import { overdueIn, podScript, saidBy } from './pod-script.ts';

/*
 * An application comes back even when nobody can reach it: before its first command a timer is armed in the same container,
 * which runs the thaw at the deadline. Whoever makes the folder `claim` thaws, and nobody else; mkdir gives it to one alone.
 * Whoever it is, the thaw runs apart from any session, and tells how it ended as often as it is asked.
 */

/** Of one container in one freeze. */
interface Freeze {
  /** Letters, digits and hyphens, the same in all its scripts; none is the beginning of another one. */
  key: string;
  /** What brings the application back: post-exec, or the action's undo. */
  thaw: string;
  /** A thaw that has not ended by then is ended. */
  thawSeconds: number;
  /** Of an undo: the key of the command that it takes back. The timer does nothing where that has not begun. */
  undoes?: string | undefined;
  /** Keys of the commands that let go by themselves at the deadline: the timer thaws once they have ended. */
  after?: readonly string[];
}

const WHEN = `
m=${MAX_OUTPUT_BYTES}
when() { date +%s 2>/dev/null; }
`;

const DISARM = `
disarm() {
  p=$(cat "$d/pid" 2>/dev/null)
  [ -n "$p" ] && grep -q -e "$k" "/proc/$p/cmdline" 2>/dev/null && kill "$p"
}
`;

const WITHDRAW = `
k=$1
look || { say gone; exit 0; }
mkdir "$d/claim" 2>/dev/null || { say claimed; exit 0; }
disarm
rm -rf "$d"
say gone
`;

/** What a command holds until the deadline it lets go then, and has so many seconds to come to its end before it is ended. */
const LET_GO_SECONDS = 10;

const ARM = `
k=$1 t=$2 c=$3 x=$4 u=$5 q=$6
lacks mkdir sleep cat rm mv
if look; then
  same && { say already; exit 0; }
  rm -rf "$d"
fi
make
mark
(
  trap 'drop \${s:-$!}; exit 0' TERM
  sleep "$t" & s=$!
  wait $s
  mkdir "$d/claim" 2>/dev/null || exit 0
  trap - TERM
  [ -z "$u" ] || ( k=$u; look ) || { rm -rf "$d"; exit 0; }
  for o in $q; do ( k=$o; look && watch ${LET_GO_SECONDS} ); done
  run
  wait
  exit 0
) </dev/null >/dev/null 2>&1 &
p=$!
if echo $p 2>/dev/null >"$d/pid"; then say armed; else stop $p; rm -rf "$d"; say nowhere; fi
`;

const THAW = `
k=$1 c=$2 x=$3 w=$4 a=$5 new=
if ! look; then
  [ "$a" = run ] || { say before; exit 0; }
  for d in $(folders); do mkdir "$d" 2>/dev/null && break; d=; done
  new=anew
  [ -n "$d" ] || { say bare; exit 0; }
elif ! same; then new=anew
fi
if mkdir "$d/claim" 2>/dev/null; then
  echo "$new" >"$d/us"
  disarm
  run
fi
sleep "$w" & s=$!
while [ -d "$d" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
stop $s
[ -d "$d" ] || { say before; exit 0; }
if [ ! -f "$d/exit" ]; then
  if [ -e "$d/us" ]; then say running us; else say running timer; fi
  exit 0
fi
heard
if [ -e "$d/us" ]; then by=us; else by=timer; fi
r=$(cat "$d/exit" 2>/dev/null) at=
[ -n "$r" ] || { say before; exit 0; }
case $r in *' '?*) at=$(($(date +%s) - \${r#* }));; esac
say $by "\${r%% *}" "$at" "$(cat "$d/us" 2>/dev/null)" $(overdue)
cat "$d/out"
`;

/** Arms the timer, before the first command. It may be run again: there is one timer at most. */
export function armCommand({ key, thaw, thawSeconds, undoes = '', after = [] }: Freeze, seconds: number): string[] {
  return podScript(WATCH + RUN + WHEN + ARM, [key, seconds, thaw, thawSeconds, undoes, after.join(' ')]);
}

/** `cannot`: in this container none can be armed, and why. */
export type Armed = { armed: true } | { cannot: string };

/** undefined when the script has not come so far. */
export function readArmed(stdout: string): Armed | undefined {
  const [word, what] = saidBy(stdout)?.words ?? [];
  if (word === 'armed' || word === 'already') return { armed: true };
  if (word === 'nowhere') return { cannot: 'it has no folder that can be written to' };
  return word === 'lacks' ? { cannot: `it has no program ${what}` } : undefined;
}

/**
 * Disarms the timer and thaws, and tells how it went; or tells what the timer has done. It may be run again.
 * @param options.waitSeconds how long the end of the thaw is waited for
 * @param options.unarmed what to do where nothing of the freeze is left, since none could be armed, or the container has
 *   started anew, or what was left is removed: `run` at the first time, `leave` at every other
 */
export function thawCommand(
  { key, thaw, thawSeconds }: Freeze,
  { waitSeconds, unarmed }: { waitSeconds: number; unarmed: 'run' | 'leave' },
): string[] {
  return podScript(WATCH + RUN + WHEN + DISARM + THAW, [key, thaw, thawSeconds, waitSeconds, unarmed]);
}

/** Disarms the timer, without a thaw. It may be run again. */
export function withdrawCommand(key: string): string[] {
  return podScript(DISARM + WITHDRAW, [key]);
}

/** `claimed`: somebody thaws, or has; `gone`: no timer is armed. undefined when the script has not come so far. */
export function readWithdrawn(stdout: string): 'claimed' | 'gone' | undefined {
  const [word] = saidBy(stdout)?.words ?? [];
  return word === 'claimed' || word === 'gone' ? word : undefined;
}

type By = 'us' | 'timer';

export type Thawed =
  /**
   * `secondsAgo` it ended, where the container can tell; `isAnew`: nothing was armed in the container that is there now;
   * `isOverdue`: it was ended, for its time was over.
   */
  | {
      by: By;
      ended: true;
      exitCode: number;
      secondsAgo: number | undefined;
      isAnew: boolean;
      isOverdue?: true;
      output: string;
    }
  | { by: By; ended: false }
  /** Nothing can be written in the container, and nothing has run. */
  | { by: 'bare' }
  /** Another container has taken the place of the one where it ran, or what it left is removed. */
  | { by: 'before' };

/** undefined when the script has not come so far: nobody knows. */
export function readThawed(stdout: string): Thawed | undefined {
  const said = saidBy(stdout);
  const [word, code = '', ago = '', anew, how] = said?.words ?? [];
  const output = said?.output ?? '';
  if (word === 'bare' || word === 'before') return { by: word };
  if (word === 'running') return { by: code === 'us' ? 'us' : 'timer', ended: false };
  if ((word !== 'timer' && word !== 'us') || !/^\d{1,3}$/.test(code)) return undefined;
  const secondsAgo = /^-?\d{1,9}$/.test(ago) ? Math.max(0, Number(ago)) : undefined;
  return {
    by: word,
    ended: true,
    exitCode: Number(code),
    secondsAgo,
    isAnew: anew === 'anew',
    output,
    ...overdueIn(how),
  };
}
