/**
 * Part of MOVER_SCRIPT: file names that kopia cannot keep. It writes names as JSON, where each byte that is no UTF-8
 * becomes U+FFFD: two names may become one, and none comes back as it was. So whatever has such a name, or lies below
 * one, is ignored by kopia's rule `*U+FFFD*` (which matches those bytes, and names that hold U+FFFD itself) and saved
 * beside the snapshot: as a tar, in a snapshot of its own. Both together are the volume; accept-result.ts refuses a
 * snapshot of which more or less was ignored than the tar was made for.
 *
 * In the C locale a byte is a character. GNU tar (the official image) keeps sub-second times and holes, busybox' does not.
 */
export const RAW_NAMES_SCRIPT = String.raw`
RAW_RULE=$(printf '*\357\277\275*')
UTF8=$(printf '([\001-\177]|[\302-\337][\200-\277]|\340[\240-\277][\200-\277]|[\341-\354\356][\200-\277][\200-\277]')
UTF8=$UTF8$(printf '|\355[\200-\237][\200-\277]|\357[\200-\276][\200-\277]|\357\277[\200-\274\276\277]')
UTF8=$UTF8$(printf '|\360[\220-\277][\200-\277][\200-\277]|[\361-\363][\200-\277][\200-\277][\200-\277]')
UTF8=$UTF8$(printf '|\364[\200-\217][\200-\277][\200-\277])')

BEYOND_ASCII=$(printf '*[\200-\377]*')

no_utf8() { # of paths with a NUL after each
  LC_ALL=C grep -z -a -v -x -E "$UTF8*" || [ $? -eq 1 ] || : >"$SF_WORK/tmp/unread"
}

raw_names() { # conditions of find; paths below the volume with a NUL after each, in the order of find
  { LC_ALL=C find . "$@" -print0 2>"$SF_WORK/err" || : >"$SF_WORK/tmp/unread"; } | no_utf8
}

# Into "odd", all that any of the functions below may have to look at: most volumes have none of it, and to walk through one is
# half of what its upload costs where nothing changed.
find_odd_names() {
  rm -f "$SF_WORK/tmp/unread"
  cd "$SF_DATA"
  LC_ALL=C find . '(' -name "$BEYOND_ASCII" -o -name '*.kopia-entry' ')' -print0 2>"$SF_WORK/err" >"$SF_WORK/tmp/odd" ||
    failed names 1
  cd "$SF_WORK"
}

# In $names: files, directories and links, in that order; $bytes of the files; $sum of the names. A directory with such a
# name may hold millions: only one list of them is kept on the disk.
count_raw_names() {
  cd "$SF_DATA"
  rm -f "$SF_WORK/tmp/unread"
  raw_names '(' -type f -o -type d -o -type l ')' >"$SF_WORK/tmp/raw"
  names=
  for type in f d l; do names="$names $(raw_names -type "$type" | tr -dc '\000' | wc -c)"; done
  bytes=$(raw_names -type f | xargs -0 -r stat -c %s | awk '{ sum += $1 } END { printf "%.0f", sum }')
  sum=$(LC_ALL=C sort -z "$SF_WORK/tmp/raw" | sha256sum | cut -c 1-64)
  cd "$SF_WORK"
  [ ! -f "$SF_WORK/tmp/unread" ] || failed names 1
}

raw_counts() {
  set -- $names
  printf '"files":%s,"dirs":%s,"symlinks":%s' "$1" "$2" "$3"
}

# The header's own name has a process' number in it unless told: the same files shall be the same bytes.
pack() { # file of names
  if tar --version 2>/dev/null | grep -q GNU; then
    LC_ALL=C tar --create --file=- --format=posix --sparse --no-recursion --null --files-from="$1" \
      --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime
    return
  fi
  # busybox' tar takes no list: so many names as fit on one command line.
  if [ "$(wc -c <"$1")" -gt 100000 ]; then
    printf 'the tar of the mover image takes no list of names: so many need GNU tar, as in the official image\n' >&2
    return 2
  fi
  xargs -0 tar -c -f - --no-recursion -- <"$1"
}

beside() { # function, arguments: runs in the volume beside kopia, at the other end of $pipe
  pipe="$SF_WORK/tmp/pipe"
  rm -f "$pipe" "$pipe-code"
  mkfifo "$pipe"
  (
    cd "$SF_DATA"
    packed=0
    "$@" 2>"$pipe-err" || packed=$?
    printf '%s' "$packed" >"$pipe-code"
  ) &
  packer=$!
}

# A tar that ends early leaves kopia with a broken pipe: its words come first.
packed() { # step
  wait "$packer" || true
  packed=$(cat "$pipe-code")
  [ "$packed" -ne 0 ] || return 0
  cat "$pipe-err" >"$SF_WORK/err"
  failed "$1" "$packed"
}

pack_into() { pack "$1" >"$pipe"; }

unpack_from() { LC_ALL=C tar -x -p -f - --numeric-owner <"$pipe"; }

# To kopia x.kopia-entry is a placeholder that it made for x: it would save what the file names, as x, in place of the file.
refuse_placeholders() {
  grep -q -a 'kopia-entry' "$SF_WORK/tmp/odd" || return 0
  (cd "$SF_DATA" && find . -name '*.kopia-entry' | head -n 5 | tr '\n' ' ') >"$SF_WORK/tmp/placeholders"
  [ -s "$SF_WORK/tmp/placeholders" ] || return 0
  cat "$SF_WORK/tmp/placeholders" >"$SF_WORK/err"
  failed placeholders 0
}

# In $raw: what the result says of it, nothing where all names are kept by kopia. kopia would count what it ignores also while it
# scanned the volume for its estimate.
save_raw_names() {
  raw=
  ignored=$(no_utf8 <"$SF_WORK/tmp/odd" | { LC_ALL=C grep -z -a -x -E "$UTF8*/[^/]*" || true; } | tr -dc '\000' | wc -c)
  [ ! -f "$SF_WORK/tmp/unread" ] || failed names 1
  [ "$ignored" -gt 0 ] || return 0
  count_raw_names
  must policy policy set "$SF_SOURCE" --add-ignore="$RAW_RULE"
  beside pack_into "$SF_WORK/tmp/raw"
  input=$pipe
  measured raw-names snapshot create "$SF_DATA" --stdin-file=raw-names.tar --json \
    --override-source="$SF_SOURCE/raw-names" --tags="run:$SF_RUN" --no-send-snapshot-report
  input=/dev/null
  packed raw-names
  ! grep -q '"incomplete":' "$SF_WORK/out" || failed incomplete 0
  id=$(sed -n 's/^[[ ]*{"id":"\([0-9a-f]*\)".*/\1/p' "$SF_WORK/out")
  raw='"rawNames":{"id":"'"$id"'","ignored":'"$ignored"','"$(raw_counts)"',"bytes":'"$bytes"',"sum":"'"$sum"'"},'
}

# After what kopia restores, which makes the directories that they lie in. The names must be those that were saved.
restore_raw_names() {
  names='0 0 0'
  [ -n "$SF_RAW_NAMES" ] || return 0
  must raw-restore list --long --show-object-id "$SF_RAW_NAMES"
  object=$(awk '$NF == "raw-names.tar" { print $(NF - 1) }' "$SF_WORK/out")
  beside unpack_from
  output=$pipe
  kopia show "$object"
  output=$SF_WORK/out
  shown=$code
  packed raw-restore
  [ "$shown" -eq 0 ] || failed raw-restore "$shown"
  count_raw_names
  [ "$sum" = "$SF_RAW_SUM" ] || failed raw-sum 0
}
`;
