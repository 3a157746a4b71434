export type ShellName = 'bash' | 'zsh' | 'fish';

/**
 * Each asks `snapferry __complete -- WORDS…`, which walks the tree of commands: so they never lag behind it. An answer is a word, a
 * tab, and what it is.
 */
export const SCRIPTS: Readonly<Record<ShellName, string>> = {
  bash: `# bash completion of snapferry
_snapferry() {
  local IFS=$'\\n' line
  COMPREPLY=()
  # = and : part words in bash and not in snapferry: what stands before the cursor is read anew
  local before="\${COMP_LINE:0:COMP_POINT}" words=() last=''
  IFS=$' \\t' read -r -a words <<<"$before"
  case "$before" in *[[:space:]]) ;; *) last="\${words[\${#words[@]}-1]}"; unset "words[\${#words[@]}-1]" ;; esac
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    # bash puts back only what comes after the last of them
    case "$last" in *[:=]*) line="\${line#"\${last%"\${last##*[:=]}"}"}" ;; esac
    COMPREPLY+=("$line")
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" "$last" 2>/dev/null)
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then compopt -o default 2>/dev/null; fi
}
complete -F _snapferry snapferry
`,
  zsh: `#compdef snapferry
# zsh completion of snapferry
_snapferry() {
  local -a answers described
  local line
  answers=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${answers[@]}"; do
    [[ -n "$line" ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#described} )); then _describe -V snapferry described; else _files; fi
}
if [[ "\${funcstack[1]}" == _snapferry ]]; then _snapferry "$@"; else compdef _snapferry snapferry; fi
`,
  fish: `# fish completion of snapferry
function __snapferry_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c snapferry -f -a '(__snapferry_complete)'
complete -c snapferry -s f -l file -r -F
`,
};
