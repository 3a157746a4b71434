/**
 * The part of the mover's script with which a maintenance looks at all that was sealed in a repository; it builds on
 * CHECK_SCRIPT. What it may read, and how often, is in docs/adr/0045.
 */
export const EXAMINE_SCRIPT = String.raw`
# Which of the sealed snapshots cannot be restored, by the beginning of their ids, into "damaged". Where anything at all
# cannot be walked, "broken" is set: kopia's garbage collection would fail on it, and must take away nothing.
examine() {
  awk '{ print $1 }' "$SF_WORK/tmp/snapshots" >"$SF_WORK/tmp/ids"
  absent "$SF_WORK/tmp/sealed" "$SF_WORK/tmp/ids" >"$SF_WORK/tmp/damaged"
  [ ! -s "$SF_WORK/tmp/damaged" ] || broken=1
  kopia snapshot verify --max-errors=1
  [ "$code" -ne 0 ] || return 0
  speaks_of_loss || failed check "$code"
  broken=1
  sealed_ids >"$SF_WORK/tmp/look"
  read_through 0
}

sealed_ids() {
  awk 'NR == FNR { sealed[$1] = 1; next } substr($1, 1, 8) in sealed { print $1 }' "$SF_WORK/tmp/sealed" "$SF_WORK/tmp/ids"
}

# Each of the snapshots in "look"; whatever is found goes to "damaged".
read_through() { # percent of the files to read
  while read -r id; do
    kopia snapshot verify "$id" --verify-files-percent="$1" --max-errors=1
    [ "$code" -ne 0 ] || continue
    speaks_of_loss || failed check "$code"
    broken=1
    printf '%.8s\n' "$id" >>"$SF_WORK/tmp/damaged"
  done <"$SF_WORK/tmp/look"
}

# What was found damaged before is read whole, until it is whole: no cheaper look finds a flipped bit again.
read_doubted() {
  printf '%s\n' $SF_DOUBTED >"$SF_WORK/tmp/doubted"
  absent "$SF_WORK/tmp/doubted" "$SF_WORK/tmp/damaged" >"$SF_WORK/tmp/open"
  awk 'NR == FNR { wanted[$1] = 1; next } substr($1, 1, 8) in wanted { print $1 }' "$SF_WORK/tmp/open" "$SF_WORK/tmp/ids" \
    >"$SF_WORK/tmp/look"
  read_through 100
}

# An index that has lost a part is made whole by the packs that no index knows any more: each lists what it holds.
recover_index() {
  must check content list --long --deleted
  awk '{ print $6 }' "$SF_WORK/out" | sort -u >"$SF_WORK/tmp/known"
  must check blob list
  awk '$1 ~ /^[pq]/ { print $1 }' "$SF_WORK/out" | sort >"$SF_WORK/tmp/packs"
  comm -13 "$SF_WORK/tmp/known" "$SF_WORK/tmp/packs" | awk -v to="$SF_WORK/tmp/recover-" '{ print "--blobs=" $1 > (to int(NR / 500)) }'
  recovered=0
  for packs in "$SF_WORK"/tmp/recover-*; do
    [ -f "$packs" ] || continue
    must check --dangerous-commands=enabled index recover --commit --ignore-errors $(cat "$packs")
    rm "$packs"
    recovered=1
  done
}

# Reads data: all of a repository that fits into the cache, fetched by whole packs; of a larger one the contents whose
# ids begin with these digits, another share each day, and packs that were written again.
read_share() {
  : >"$SF_WORK/tmp/bad"
  must check content list --long
  mv "$SF_WORK/out" "$SF_WORK/tmp/contents"
  if [ "$bytes" -le $((SF_CACHE_MIB * 838860)) ]; then
    awk -v to="$SF_WORK/tmp/objects-" '{ print $1 > (to int(NR / 10000)) }' "$SF_WORK/tmp/contents"
    for objects in "$SF_WORK"/tmp/objects-*; do
      [ ! -f "$objects" ] || kopia cache prefetch --hint=blobs $(cat "$objects")
    done
    read_contents
  else
    for prefix in $SF_READ_PREFIXES; do read_contents --prefix="$prefix"; done
    read_overwritten
  fi
  [ -s "$SF_WORK/tmp/bad" ] || return 0
  forget_contents "$SF_WORK/tmp/bad"
  repaired=true
  sealed_ids >"$SF_WORK/tmp/look"
  read_through 100
}

read_contents() { # range
  kopia content verify --full "$@"
  [ "$code" -ne 0 ] || return 0
  grep -q '^verifyCounters:' "$SF_WORK/err" || failed check "$code"
  bad_contents >>"$SF_WORK/tmp/bad"
}

# kopia writes a pack once. One that the store dates an hour after the newest content in it was written by somebody
# else, or copied: it is read, once, and a copied bucket 3 GiB of it.
read_overwritten() {
  must check blob list
  awk -v since="$SF_READ_SINCE" '
    function seconds(day, time,  d, t, y, m) {
      split(day, d, "-"); split(time, t, ":")
      y = d[1] - (d[2] <= 2); m = (d[2] + 9) % 12
      return (365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + d[3] - 719469) * 86400 + t[1] * 3600 + t[2] * 60 + t[3]
    }
    NR == FNR { at = seconds($3, $4); if (at > newest[$6]) newest[$6] = at; next }
    $1 in newest { at = seconds($3, $4); if (at >= since && at - newest[$1] > 3600) print $1 }
  ' "$SF_WORK/tmp/contents" "$SF_WORK/out" >"$SF_WORK/tmp/overwritten"
  awk -v to="$SF_WORK/tmp/suspect-" 'NR == FNR { over[$1] = 1; next }
    $6 in over { bytes += $2; if (bytes > 3221225472) exit; print $1 > (to int(bytes / 67108864)) }
  ' "$SF_WORK/tmp/overwritten" "$SF_WORK/tmp/contents"
  for suspects in "$SF_WORK"/tmp/suspect-*; do
    [ -f "$suspects" ] || continue
    kopia cache prefetch --hint=blobs $(cat "$suspects")
    show_contents "$suspects"
  done
}

# Reading ends at the first that cannot be read: it is noted, and the others are read.
show_contents() { # file of ids
  while [ -s "$1" ]; do
    kopia content show $(head -n 2000 "$1")
    if [ "$code" -eq 0 ]; then
      tail -n +2001 "$1" >"$SF_WORK/tmp/rest"
    else
      bad=$(sed -nE 's/.*error getting content ([0-9a-z]+):.*/\1/p' "$SF_WORK/err" | tail -n 1)
      if [ -z "$bad" ] || ! speaks_of_loss; then failed check "$code"; fi
      printf '%s\n' "$bad" >>"$SF_WORK/tmp/bad"
      awk -v bad="$bad" 'past { print } $1 == bad { past = 1 }' "$1" >"$SF_WORK/tmp/rest"
    fi
    mv "$SF_WORK/tmp/rest" "$1"
    : >"$SF_WORK/out"
  done
}

# Contents without their packs are marked before anything else: kopia would not even list snapshots whose manifests are
# among them.
look_at_packs() {
  cut=
  kopia content verify
  if [ "$code" -eq 0 ]; then
    kopia snapshot list --all --json
    [ "$code" -ne 0 ] || return 0
    speaks_of_loss || failed check "$code"
  else
    grep -q '^verifyCounters:' "$SF_WORK/err" || failed check "$code"
  fi
  broken=1
  find_bad
  [ "$found" -gt 0 ] || return 0
  cut=$unreadable
  forget_contents "$SF_WORK/tmp/bad"
  repaired=true
  policy
  afresh
}

# All that was sealed, at a full maintenance or where the cheap looks have found something.
look_at_sealed() {
  absent "$SF_WORK/tmp/sealed" "$SF_WORK/tmp/snapshots" >"$SF_WORK/tmp/damaged"
  [ ! -s "$SF_WORK/tmp/damaged" ] || broken=1
  [ -n "$SF_FULL$broken" ] || return 0
  checked=full
  examine
  if [ -n "$broken" ]; then
    recover_index
    if [ "$recovered" -eq 1 ]; then
      broken=
      snapshots
      examine
    fi
  fi
  if [ -n "$cut" ]; then
    sealed_ids >"$SF_WORK/tmp/look"
    read_through 100
  else
    read_doubted
    [ -z "$SF_FULL" ] || read_share
  fi
  sort -u "$SF_WORK/tmp/damaged" -o "$SF_WORK/tmp/damaged"
}

# While anything is lost, nothing is taken away that could bring it back. Nor could kopia collect garbage: it fails on a
# snapshot that cannot be walked, and on what is marked deleted, needed and lost; then it is content with the quick one.
run_maintenance() { # safety
  # What is marked deleted and has lost its pack needs no better place.
  export KOPIA_IGNORE_MAINTENANCE_REWRITE_ERROR=1
  if [ -n "$SF_FULL" ] && [ -z "$broken" ]; then
    kopia maintenance run --full --safety="$1"
    [ "$code" -ne 0 ] || return 0
    speaks_of_loss || failed maintenance "$code"
    broken=1
  fi
  must maintenance maintenance run --safety="$1"
}
`;
