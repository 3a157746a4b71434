/**
 * The part of the mover's script that looks at what a repository really holds: functions that mover-script.ts calls.
 *
 * kopia believes its index. A pack that is gone, cut or altered stays "known" there, so later uploads send nothing of
 * what it held, and only a restore would find out. `content verify` compares the index with a listing of the store
 * (gone, cut), `snapshot verify` walks a snapshot (objects that no index has; directories are read). Bits that were
 * flipped are found by reading only. Cost and reasons: docs/adr/0045.
 */
export const CHECK_SCRIPT = String.raw`
# Another repository may lie there than the one that was made: swapped, or put back from elsewhere. kopia names each, in
# the blob by which it has just opened it; where that is not kept, kopia is asked.
identify() {
  repository_id=$(sed -n 's/^ *"uniqueID": "\([A-Za-z0-9+/=]*\)",*$/\1/p' "$SF_WORK/cache/kopia.repository" 2>/dev/null |
    base64 -d | od -An -v -tx1 | tr -d ' \n') || true
  if [ -z "$repository_id" ]; then
    must identify repository status --json
    repository_id=$(sed -n 's/.*"uniqueIDHex":"\([0-9a-f]*\)".*/\1/p' "$SF_WORK/out")
  fi
  expect_identity
}

expect_identity() {
  if [ -n "$SF_REPOSITORY_ID" ] && [ "$SF_REPOSITORY_ID" != "$repository_id" ]; then
    printf 'the repository that lies there is %.16s, and %.16s was made\n' "$repository_id" "$SF_REPOSITORY_ID" >"$SF_WORK/err"
    failed identify 1
  fi
}

# What this run has in its cache proves nothing of the store; kopia makes another.
afresh() {
  rm -rf "$SF_WORK/cache"
}

# "a","b" of one word a line.
listed() { # file
  sed 's/.*/"&"/' "$1" | tr '\n' ',' | sed 's/,$//'
}

# Those of the words of the first file with which no line of the second begins.
absent() { # words of eight characters, lines
  { printf '%s\n' -; cat "$2"; } | awk 'NR == FNR { there[substr($1, 1, 8)] = 1; next } NF && !($1 in there)' - "$1"
}

# Snapshots that were sealed here and are no more: the repository went back in time, or has lost a part of its index.
# And whether this volume was saved last before a repair: its files may then be "known" by contents that are lost.
look_back() {
  if [ -z "$reopened" ]; then
    must look snapshot list --all --json
    cp "$SF_WORK/out" "$SF_WORK/listed"
    # Now those after it in the same pod find all of it.
    printf '%s\n' "$SF_PREFIX" "$repository_id" >"$SF_WORK/opened"
  fi
  sed -n 's/^[[ ,]*{"id":"\([0-9a-f]*\)".*/\1/p' "$SF_WORK/listed" >"$SF_WORK/tmp/ids"
  path=$(printf '%s' "$SF_SOURCE" | cut -d : -f 2-)
  # Of this volume, the newest one last.
  grep -F '"path":"'"$path"'"' "$SF_WORK/listed" |
    sed 's/.*"startTime":"\([0-9T:.-]*\).*/\1 &/' | sort >"$SF_WORK/tmp/before" || true
  printf '%s\n' $SF_SEALED >"$SF_WORK/tmp/sealed"
  absent "$SF_WORK/tmp/sealed" "$SF_WORK/tmp/ids" >"$SF_WORK/tmp/missing"
  missing=$(listed "$SF_WORK/tmp/missing")
  distrust=
  [ -n "$SF_REPAIRED_AT" ] || return 0
  newest=$(tail -n 1 "$SF_WORK/tmp/before" | cut -c 1-19)
  first=$(printf '%s\n' "$newest" "$(printf '%.19s' "$SF_REPAIRED_AT")" | sort | head -n 1)
  if [ -n "$newest" ] && [ "$first" = "$newest" ]; then distrust=yes SF_FULL_READ=yes; fi
}

# Whether a snapshot can be read back: its packs are there with their lengths, and its directories are intact. Its files
# are read only where packs were cut, which no other look at one snapshot tells.
is_intact() { # ids; what was said is in err
  afresh
  kopia content verify
  percent=0
  if [ "$code" -ne 0 ]; then
    grep -q '^verifyCounters:' "$SF_WORK/err" || return 1
    grep -q '"contentsInTruncatedPacks":0,' "$SF_WORK/err" || percent=100
  fi
  kopia snapshot verify "$@" --verify-files-percent="$percent" --max-errors=1
  [ "$code" -eq 0 ]
}

# With what those before it in the same pod have saved in the same repository: each look costs as much as many. Where anything is wrong, this one
# is looked at alone, and the others by movers of their own.
are_intact() { # ids; those of the others are in $verified, to be quoted by a result
  verified=
  if [ -s "$SF_WORK/unverified" ] && is_intact "$@" $(cat "$SF_WORK/unverified"); then
    cut -c 1-8 "$SF_WORK/unverified" >"$SF_WORK/tmp/verified"
    verified=$(listed "$SF_WORK/tmp/verified")
    return 0
  fi
  is_intact "$@"
}

# Of an error: whether it speaks of the repository, and not of a store that does not answer.
LOST='missing blob|BLOB not found|content .*not found|content not found|object .*not found|invalid checksum|decrypt|message authentication|invalid blob offset|invalid length|found [0-9]* of the [0-9]* requested|malformed|corrupt|unable to (parse|decode)|unexpected end'
speaks_of_loss() {
  grep -qiE "$LOST" "$SF_WORK/err"
}

# Contents that the last "content verify" found without their pack, outside of it, or unreadable.
bad_contents() {
  sed -nE 's/^ *content ([0-9a-z]+) (depends on missing blob|out of bounds|is invalid:).*/\1/p' "$SF_WORK/err"
}

# They are marked deleted in the index: an upload then writes anew what it has of them, which it does for no content that
# the index knows. Nothing is taken away: where a pack comes back they are readable as before, and kopia's maintenance
# takes the mark off.
forget_contents() { # file of ids
  marked=$((marked + $(wc -l <"$1")))
  awk -v to="$SF_WORK/tmp/forget-" '{ print > (to int(NR / 2000)) }' "$1"
  for ids in "$SF_WORK"/tmp/forget-*; do
    [ -f "$ids" ] || continue
    must repair --dangerous-commands=enabled content delete $(cat "$ids")
    rm "$ids"
  done
}

# What is wrong with packs, and with the contents that kopia itself lives on: directories, manifests. It is counted in
# "found"; "unreadable" says that there are contents whose packs are there, which only reading finds in a snapshot.
find_bad() {
  : >"$SF_WORK/tmp/bad"
  unreadable=
  for how in '' '--full --prefixed'; do
    kopia content verify $how
    [ "$code" -eq 0 ] && continue
    grep -q '^verifyCounters:' "$SF_WORK/err" || failed repair "$code"
    bad_contents >>"$SF_WORK/tmp/bad"
    ! grep -qE '^ *content .*(out of bounds|is invalid:)' "$SF_WORK/err" || unreadable=yes
  done
  sort -u "$SF_WORK/tmp/bad" -o "$SF_WORK/tmp/bad"
  found=$(wc -l <"$SF_WORK/tmp/bad" | tr -d ' ')
}

# Under the lease of the repository: two repairs at once could mark what an upload has just written anew.
repair() {
  connect
  identify
  find_bad
  forget_contents "$SF_WORK/tmp/bad"
  # Policies are manifests, and may have been among them.
  policy
  afresh
  must repair content verify
  finish 0 '{"format":1,"action":"repair-repository","repositoryId":"'"$repository_id"'","forgotten":'"$found"'}'
}
`;
