import { wholeCharacters } from './command-output.ts';

/*
 * What the scripts that run in containers of applications have in common. They are POSIX shell and keep to what busybox has;
 * what they need beside the shell is looked for first. Whatever a person wrote comes in as a parameter, never as text of the
 * script, so nothing of it is to be quoted.
 *
 * What they leave behind falls to process 1, which may be the application: PostgreSQL takes a process that ends by a signal, or
 * with more than 1, for one of its own that has crashed, and starts anew. So a script waits for what it kills (`stop`), and what
 * outlives it ends with 0. Within a trap it is `drop`: what was just started may still have the trap, and swallow the signal.
 */

/*
 * A folder may outlive its container: on a volume, or in the memory that the containers of a pod share. `same` says whether it is
 * of the container that is there now, by when its process 1 was started. Whoever has made a folder marks it with that a moment
 * later: who finds one without waits for it, or it would take what was just armed for a rest of another container.
 */

/** Begins the line with which a script says what has become; what a command printed follows it. */
const SAYS = 'snapferry:';

/**
 * Where the folder of a freeze may lie: the root of a container is often read-only, and its user nobody. A path that a shell
 * would take apart is passed over. Those on a mounted volume come last: a command may stop all writes to it, and a timer that waits
 * for one would not thaw.
 */
export const FOLDERS = `
vols=
while read -r z m y z; do
  case $y in tmpfs|overlay) ;; *) [ "$m" = / ] || vols="$vols $m";; esac
done 2>/dev/null </proc/mounts
mounted() { for m in $vols; do case $1/ in "$m"/*) return;; esac; done; return 1; }
folders() {
  last=
  for b in "$TMPDIR" /tmp /dev/shm /var/tmp /run "$HOME"; do
    case $b in ''|*[!A-Za-z0-9/._-]*) continue;; esac
    [ -d "$b" ] || continue
    if mounted "$b"; then last="$last $b"; else echo "$b/.snapferry-$k"; fi
  done
  for b in $last; do echo "$b/.snapferry-$k"; done
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
note() { { echo >"$d/$1"; } 2>/dev/null; }
stop() { kill "$1" 2>/dev/null; wait "$1" 2>/dev/null; }
drop() { kill -s KILL "$1" 2>/dev/null; wait "$1" 2>/dev/null; }
boot() { { read -r b </proc/1/stat; } 2>/dev/null || return 0; set -- \${b##*) }; echo "\${20}"; }
mark() { boot >"$d/made"; mv "$d/made" "$d/boot"; }
same() {
  i=0
  while [ -d "$d" ] && [ ! -e "$d/boot" ] && [ $i -lt 25 ]; do nap; i=$((i + 1)); done
  [ "$(boot)" = "$(cat "$d/boot" 2>/dev/null)" ]
}
dead() { [ -e "$d/boot" ] && ! same; }
`;

/** @param parameters `$1` and so on of the script */
export function podScript(script: string, parameters: readonly (string | number)[]): string[] {
  // It goes into a URL, in which every line is long enough.
  const short = `${FOLDERS}${script}`.trim().replaceAll(/^(?: *#.*\n| +)/gm, '');
  return ['sh', '-c', short, 'snapferry', ...parameters.map(String)];
}

/** Whether a script has said of what ran that it was ended, for its time was over. */
export function overdueIn(word: string | undefined): { isOverdue?: true } {
  return word === 'overdue' ? { isOverdue: true } : {};
}

/** The words that a script has said, and what came after them: undefined when it has said none. */
export function saidBy(stdout: string): { words: string[]; output: string } | undefined {
  const end = stdout.indexOf('\n');
  const line = end < 0 ? stdout : stdout.slice(0, end);
  if (!line.startsWith(`${SAYS} `)) return undefined;
  return {
    words: line.slice(SAYS.length + 1).split(' '),
    output: end < 0 ? '' : wholeCharacters(stdout.slice(end + 1)),
  };
}
