import { AWAIT_CHILD } from './await-child.ts';

/**
 * What the container of several volumes of one repository runs: MOVER_SCRIPT once for each of them, in turn, with what
 * turns.ts numbers.
 *
 * What each came to is told line by line, in the termination message and in the log: `snapferry-turn <number> <began>` as its
 * turn begins, and as it ends the same with the time and its result. So whose turn it was is known also of a container that
 * the kernel has killed. read-turns.ts reads it.
 */
export const TURNS_SCRIPT = String.raw`set -eu
at=0
${AWAIT_CHILD}
tell() {
  printf 'snapferry-turn %s\n' "$*" | tee -a "$SF_RESULT"
}

mover() {
  eval "SF_SOURCE=\$SF_SOURCE_$at SF_ATTEMPT=\$SF_ATTEMPT_$at SF_DATA=\$SF_DATA_$at"
  [ "$((at + 1))" -eq "$SF_TURNS" ] || SF_VERIFY=
  SF_TURN="$at@$began " SF_RESULT="$SF_WORK/result"
  export SF_SOURCE SF_ATTEMPT SF_DATA SF_VERIFY SF_TURN SF_RESULT
  : >"$SF_RESULT"
  exec sh "$SF_WORK/mover.sh" </dev/null
}

while [ "$at" -lt "$SF_TURNS" ]; do
  began=$(date +%s)
  tell "$at $began"
  (mover) &
  child=$!
  await_child
  tell "$at $began $(date +%s) $(cat "$SF_WORK/result")"
  [ -z "$stopped" ] || exit 143
  [ "$code" -eq 0 ] || exit "$code"
  at=$((at + 1))
done
linger
`;
