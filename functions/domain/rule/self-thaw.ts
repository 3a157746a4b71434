import { podScript, saidBy } from './pod-script.ts';

/*
 * An application comes back even when nobody can reach it: before its first command a timer is armed in the same container,
 * which runs the thaw at the deadline. Whoever makes the folder `claim` thaws, and nobody else; mkdir gives it to one alone.
 */

/** Of one container in one freeze: letters, digits and hyphens, the same in all its scripts. */
interface Freeze {
  key: string;
  /** What brings the application back: post-exec, or the action's undo. */
  thaw: string;
}

const ARM = `
k=$1 t=$2 c=$3
lacks mkdir sleep cat rm mv
look && { say already; exit 0; }
make
(
  trap 'stop $s; exit 0' TERM
  sleep "$t" & s=$!
  wait $s
  mkdir "$d/claim" 2>/dev/null || exit 0
  trap - TERM
  { sh -c "$c" 2>&1; echo "$? $(date +%s 2>/dev/null)" >"$d/new"; mv "$d/new" "$d/exit"; } | { head -c 4096; cat >/dev/null; } >"$d/out"
) </dev/null >/dev/null 2>&1 &
p=$!
if echo $p 2>/dev/null >"$d/pid"; then say armed; else stop $p; rm -rf "$d"; say nowhere; fi
`;

const THAW = `
k=$1 c=$2 w=$3 a=$4
if ! look; then
  [ "$a" = run ] || { say before; exit 0; }
  say us
  sh -c "$c" </dev/null
  exit
fi
if mkdir "$d/claim" 2>/dev/null; then
  p=$(cat "$d/pid")
  grep -q -e "$k" "/proc/$p/cmdline" 2>/dev/null && kill "$p"
  say us
  sh -c "$c" </dev/null
  r=$?
  rm -rf "$d"
  exit $r
fi
sleep "$w" & s=$!
while [ -d "$d" ] && [ ! -f "$d/exit" ] && kill -0 $s 2>/dev/null; do nap; done
stop $s
[ -d "$d" ] || { say before; exit 0; }
[ -f "$d/exit" ] || { say running; exit 0; }
nap # what it printed last is still on its way into the file
read -r r at <"$d/exit"
if [ -n "$at" ]; then at=$(($(date +%s) - at)); fi
say timer "$r" "$at"
cat "$d/out"
rm -rf "$d"
`;

/** Arms the timer, before the first command. It may be run again: there is one timer at most. */
export function armCommand({ key, thaw }: Freeze, seconds: number): string[] {
  return podScript(ARM, [key, seconds, thaw]);
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
 * Disarms the timer and thaws; or tells what the timer has done, and removes what it left.
 * @param options.waitSeconds how long the timer's thaw, if it has just begun, is waited for
 * @param options.unarmed what to do where nothing of the freeze is left, since none could be armed, or the container has
 *   started anew, or it was thawed before: `run` at the first time, `leave` at every other
 */
export function thawCommand(
  { key, thaw }: Freeze,
  { waitSeconds, unarmed }: { waitSeconds: number; unarmed: 'run' | 'leave' },
): string[] {
  return podScript(THAW, [key, thaw, waitSeconds, unarmed]);
}

export type Thawed =
  /** The exit code is the thaw's. */
  | { by: 'us'; output: string }
  /** By a call before this one, or another container has taken its place. */
  | { by: 'before' }
  /** It has begun, and not ended yet. */
  | { by: 'timer'; ended: false }
  | { by: 'timer'; ended: true; exitCode: number; secondsAgo: number | undefined; output: string };

/** undefined when the script has not come so far: nobody knows. */
export function readThawed(stdout: string): Thawed | undefined {
  const said = saidBy(stdout);
  const [word, code = '', ago = ''] = said?.words ?? [];
  const output = said?.output ?? '';
  if (word === 'us') return { by: 'us', output };
  if (word === 'before') return { by: 'before' };
  if (word === 'running') return { by: 'timer', ended: false };
  if (word !== 'timer' || !/^\d+$/.test(code)) return undefined;
  const secondsAgo = /^-?\d+$/.test(ago) ? Math.max(0, Number(ago)) : undefined;
  return { by: 'timer', ended: true, exitCode: Number(code), secondsAgo, output };
}
