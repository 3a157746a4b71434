/*
 * What the scripts that run in containers of applications have in common. They are POSIX shell and keep to what busybox has;
 * what they need beside the shell is looked for first. Whatever a person wrote comes in as a parameter, never as text of the
 * script, so nothing of it is to be quoted.
 *
 * What they leave behind falls to process 1, which may be the application: PostgreSQL takes a process that ends by a signal, or
 * with more than 1, for one of its own that has crashed, and starts anew. So a script waits for what it kills (`stop`), and what
 * outlives it ends with 0.
 */

/*
 * A folder may outlive its container: on a volume, or in the memory that the containers of a pod share. `same` says whether it is
 * of the container that is there now, by when its process 1 was started. Whoever has made a folder marks it with that a moment
 * later: who finds one without waits for it, or it would take what was just armed for a rest of another container.
 */

/*
 * How a command ended is there before all that it has printed: `heard` waits a moment for that, and no longer, since what it has left
 * running may print for ever.
 */

/** Begins the line with which a script says what has become; what a command printed follows it. */
const SAYS = 'snapferry:';

/**
 * Where the folder of a freeze may lie: the root of a container is often read-only, and its user nobody. A path that a shell
 * would take apart is passed over.
 */
export const FOLDERS = `
folders() {
  for b in "$TMPDIR" /tmp /dev/shm /var/tmp /run "$HOME"; do
    case $b in ''|*[!A-Za-z0-9/._-]*) continue;; esac
    [ -d "$b" ] && echo "$b/.snapferry-$k"
  done
}
look() { for d in $(folders); do [ -d "$d" ] && return; done; d=; return 1; }
make() {
  for d in $(folders); do
    mkdir "$d" 2>/dev/null && return
    [ -d "$d" ] && { say already; exit 0; }
  done
  say nowhere
  exit 0
}
lacks() { for p in "$@"; do command -v "$p" >/dev/null || { echo "${SAYS} lacks $p"; exit 0; }; done; }
say() { echo "${SAYS} $*"; }
nap() { sleep 0.02 2>/dev/null || sleep 1; }
heard() { i=0; while [ -d "$d" ] && [ ! -e "$d/said" ] && [ $i -lt 25 ]; do nap; i=$((i + 1)); done; }
stop() { kill "$1" 2>/dev/null; wait "$1" 2>/dev/null; }
boot() { { read -r b </proc/1/stat; } 2>/dev/null || return 0; set -- \${b##*) }; echo "\${20}"; }
mark() { boot >"$d/made"; mv "$d/made" "$d/boot"; }
same() {
  i=0
  while [ -d "$d" ] && [ ! -e "$d/boot" ] && [ $i -lt 25 ]; do nap; i=$((i + 1)); done
  [ "$(boot)" = "$(cat "$d/boot" 2>/dev/null)" ]
}
`;

/**
 * `strays SIGNAL` reaches the processes of an action, by what only they have in their environment: `k` is its key, and no key is
 * the beginning of another one. The ones without children come first: each is then waited for by its parent, and falls to nobody
 * else. So that a shell whose program was ended does not go on with the next one, its first line is `halt`, and `roots` are told
 * before. One that goes on making children is ended with them after a while. `watch SECONDS` ends them when they have not ended by
 * then; it lives a moment longer than they.
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
    [ $i -lt 100 ] || { strays KILL all; return; }
    nap
  done
}
watch() {
  n=0
  while [ -d "$d" ] && [ ! -f "$d/exit" ]; do
    [ $n -lt $(($1 * 5)) ] || { finish; return; }
    if sleep 0.2 2>/dev/null; then n=$((n + 1)); else sleep 1; n=$((n + 5)); fi
  done
}
`;

/** @param parameters `$1` and so on of the script */
export function podScript(script: string, parameters: readonly (string | number)[]): string[] {
  return ['sh', '-c', `${FOLDERS}${script}`.trim(), 'snapferry', ...parameters.map(String)];
}

/** The words that a script has said, and what came after them: undefined when it has said none. */
export function saidBy(stdout: string): { words: string[]; output: string } | undefined {
  const end = stdout.indexOf('\n');
  const line = end < 0 ? stdout : stdout.slice(0, end);
  if (!line.startsWith(`${SAYS} `)) return undefined;
  return { words: line.slice(SAYS.length + 1).split(' '), output: end < 0 ? '' : stdout.slice(end + 1) };
}
