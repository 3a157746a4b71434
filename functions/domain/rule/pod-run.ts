import { KEEP } from './command-output.ts';
import { podScript } from './pod-script.ts';

/*
 * How what a person wrote is run in a container: apart from any session, and watched. How it ended and what it printed stay in its
 * folder, and are told to whoever asks, as often as it is asked for: an answer may be lost on its way. The folder goes once the
 * record has them (`forgetCommand`).
 */

/**
 * `strays SIGNAL` reaches the processes of an action, by what only they have in their environment: `k` is its key, and no key is
 * the beginning of another one. The ones without children come first: each is then waited for by its parent, and falls to nobody
 * else. So that a shell whose program was ended does not go on with the next one, its first line is `halt`, and `roots` are told
 * before. One that goes on making children is ended with them after a while. `watch SECONDS HOLD` ends them when they have not ended by
 * then, or wait for nothing after HOLD, and notes it: by its exit code a command that catches the signal would pass for one that has
 * come to its end. `watch` lives a moment longer than they.
 */
export const WATCH = `
halt="trap 'wait; exit 143' TERM
"
roots() {
  own=$(grep -l -s -e "SNAPFERRY_ACTION=$k" /proc/[0-9]*/environ)
  for e in $own; do
    u=$(grep -s PPid: "\${e%environ}status") u=\${u##*[!0-9]} p=\${e#/proc/} p=\${p%/environ}
    case " $own" in *"/proc/$u/environ"*) ;; *) kill -s TERM "$p" 2>/dev/null;; esac
  done
}
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
  roots
  i=0
  while strays KILL; do
    i=$((i + 1))
    [ $i -lt 25 ] || { strays KILL all; return; }
    nap
  done
}
watch() {
  n=0
  while [ -d "$d" ] && [ ! -f "$d/exit" ]; do
    [ $n -lt $(($1 * 5)) ] && { [ -z "$2" ] || [ -e "$d/w/waiting" ] || [ $n -lt $(($2 * 5)) ]; } || { note overdue; finish; return; }
    if sleep 0.2 2>/dev/null; then n=$((n + 1)); else sleep 1; n=$((n + 5)); fi
  done
}
`;

/**
 * `run` starts `c`, which `k` names and `x` seconds end, or `h` where it does not wait by then. How it ended is there before all that it has printed: `heard` waits a
 * moment for that, and no longer, since what it has left running may print for ever. `when` says the time that goes with an end.
 */
export const RUN = `${KEEP}
h=
run() {
  (
    watch "$x" "$h" &
    {
      SNAPFERRY_ACTION=$k sh -c "$halt$c" 2>&1
      echo $? $(when) >"$d/new"; mv "$d/new" "$d/exit"
    } | keep
    note said
    [ ! -e "$d/forget" ] || rm -rf "$d"
    wait
    exit 0
  ) </dev/null >/dev/null 2>&1 &
}
overdue() { [ ! -e "$d/overdue" ] || echo overdue; }
heard() { i=0; while [ -d "$d" ] && [ ! -e "$d/said" ] && [ $i -lt 25 ]; do nap; i=$((i + 1)); done; }
`;

const SESSION = `
k=$1 x=$2 c=$3
SNAPFERRY_ACTION=$k sh -c "$halt$c" </dev/null 2>&1 & p=$!
(
  trap 'drop \${s:-$!}; exit 0' TERM
  sleep "$x" & s=$!
  wait $s || exit 0
  trap - TERM
  finish
  exit 0
) </dev/null >/dev/null 2>&1 & w=$!
wait $p; r=$?
stop $w
exit $r
`;

/**
 * Where nothing can be written: the command lasts as long as its session, prints on one stream, and its exit code is the session's.
 * @param seconds then it is ended, with all that it has started
 */
export function sessionCommand(key: string, command: string, seconds: number): string[] {
  return podScript(WATCH + SESSION, [key, seconds, command]);
}

/**
 * What has not ended yet goes with its end: so does a timer that fires later. One that has ended may still be writing down what it
 * has printed, and a folder in which something is written while it is removed stays: it is removed once more.
 */
const FORGET = `
clear() {
  i=0
  while rm -rf "$d" 2>/dev/null; [ -d "$d" ] && [ $i -lt 25 ]; do nap; i=$((i + 1)); done
}
for k in $1; do
  look || continue
  [ -f "$d/exit" ] || note forget
  if [ -f "$d/exit" ] || dead; then clear; fi
done
say forgotten
`;

/** Removes what actions have left in a container. It may be run again. */
export function forgetCommand(keys: readonly string[]): string[] {
  return podScript(FORGET, [keys.join(' ')]);
}
