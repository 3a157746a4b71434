/**
 * How the scripts of a mover run a program that may take long: in the background, as `$child`, and awaited. The first wait ends
 * when a signal comes: then the program is told, and awaited once more.
 */
export const AWAIT_CHILD = `
child= stopped=
# A shell that is process 1 ignores SIGTERM unless it has a trap.
trap 'stopped=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true' TERM INT

await_child() { # its exit code is in $code
  code=0
  wait "$child" || code=$?
  while [ -n "$stopped" ] && kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
  done
  child=
}

# Who reads in the log that all is done deletes the pod, and a kubelet lets go of one that runs a second sooner than of one of
# which it has not yet told that it ended.
linger() {
  [ -n "$SF_LINGER" ] || return 0
  sleep "$SF_LINGER" </dev/null >/dev/null 2>&1 &
  child=$!
  await_child
}
`;
