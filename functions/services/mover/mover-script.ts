import { AWAIT_CHILD } from './await-child.ts';
import { CHECK_SCRIPT } from './check-script.ts';
import { EXAMINE_SCRIPT } from './examine-script.ts';
import { FULL_READ_SCRIPT } from './full-read-script.ts';
import { RAW_NAMES_SCRIPT } from './raw-names-script.ts';

/**
 * What a mover's container runs: POSIX sh around kopia, alike in the official image (dash, coreutils), in busybox and
 * under the simulator. Every path and every setting comes from the environment (see render-mover.ts), secrets through
 * the Job's Secret; nothing secret is ever an argument.
 *
 * It judges nothing: what kopia said goes into one line of JSON, in the termination message and, since that may be
 * lost with its pod's status, at the end of the log. accept-result.ts decides.
 */
export const MOVER_SCRIPT = String.raw`set -eu
umask 077
export KOPIA_CHECK_FOR_UPDATES=false KOPIA_BYTES_STRING_BASE_2=false KOPIA_CACHE_DIRECTORY="$SF_WORK/cache"
export TMPDIR="$SF_WORK/tmp" HOME="$SF_WORK" LC_ALL=C.UTF-8
# What ran before it in the same pod has left its own.
rm -rf "$SF_WORK/tmp" "$SF_WORK/metrics"
mkdir -p "$SF_WORK/tmp" "$SF_WORK/cache"
: >"$SF_WORK/out"
: >"$SF_WORK/err"
marked=0 exited=0 reporter= expected= sizer= input=/dev/null output=$SF_WORK/out

finish() { # exit code, result
  if [ -n "$reporter$sizer" ]; then kill $reporter $sizer 2>/dev/null || true; fi
  set -- "$1" "$(printf '%s' "$2" | sed 's/}$/,"ended":'"$(date +%s)"'}/')"
  printf '%s' "$2" >"$SF_RESULT" || true
  printf 'snapferry-result %s\n' "$2"
  # The next one of a shared pod starts only after exit code 0; the result says that this one failed. Where the kernel
  # has killed kopia, a kubelet takes the container for failed whatever it ends with, and an old one would be of two minds.
  [ -z "$SF_SHARED" ] || [ "$exited" -eq 137 ] || exit 0
  [ "$1" -ne 0 ] || linger
  exit "$1"
}

# Printable ASCII only: a kubelet cannot report a message that is not UTF-8, and cutting bytes may leave such a one.
quoted() { # file
  tail -c 1200 "$1" | tr '\r\n\t' '   ' | LC_ALL=C tr -c '\040-\176' '?' | sed 's/\\/\\\\/g; s/"/\\"/g'
}

failed() { # step, exit code
  exited=$2
  # Names of files are in it: none of them may pass for a line of ours.
  tail -c 4000 "$SF_WORK/err" | tr '\r' '\n' | sed 's/^/  /'
  finish 1 '{"format":1,"action":"'"$SF_ACTION"'","failed":"'"$1"'","exit":'"$2"',"said":"'"$(quoted "$SF_WORK/err")"'"}'
}

# kopia ends by SIGTERM with exit code 0 and an incomplete snapshot: hence "stopped".
${AWAIT_CHILD}
kopia() { # arguments; its exit code is in $code, what it printed in $output and err
  [ -z "$stopped" ] || failed stopped 143
  (exec "$SF_KOPIA" --config-file="$SF_WORK/repository.config" --log-dir="$SF_WORK/logs" --disable-file-logging \
    --disable-repository-log --no-auto-maintenance --no-use-keyring --no-persist-credentials "$@") \
    >"$output" 2>"$SF_WORK/err" <"$input" &
  child=$!
  await_child
  [ -z "$stopped" ] || failed stopped "$code"
}

must() { # step, arguments
  step=$1
  shift
  kopia "$@"
  [ "$code" -eq 0 ] || failed "$step" "$code"
}

measured() { # step, arguments; what it uploaded is told by "uploaded"
  step=$1
  shift
  must "$step" --metrics-store-on-exit --diagnostics-output-directory="$SF_WORK/metrics" "$@"
}

uploaded() {
  cat "$SF_WORK"/metrics/*/* | sed -n 's/^kopia_blob_upload_bytes_total //p' | awk '{ sum += $1 } END { printf "%.0f", sum }'
}

repository() { # create or connect, further flags
  verb=$1
  shift
  kopia repository "$verb" s3 --bucket="$SF_BUCKET" --endpoint="$SF_ENDPOINT" --region="$SF_REGION" \
    --prefix="$SF_PREFIX" $SF_TLS --override-username="$SF_USER" --override-hostname="$SF_HOST" \
    --content-cache-size-limit-mb="$SF_CACHE_MIB" --metadata-cache-size-limit-mb="$SF_CACHE_MIB" "$@"
}

connect() { # further flags
  repository connect "$@"
  [ "$code" -eq 0 ] || failed connect "$code"
}

create() {
  repository connect
  [ "$code" -eq 0 ] && return 0
  grep -q 'repository not initialized' "$SF_WORK/err" || failed connect "$code"
  repository create
  [ "$code" -eq 0 ] && return 0
  grep -q 'found existing data' "$SF_WORK/err" || failed create "$code"
  connect
}

# kopia keeps progress on one line, with carriage returns, and a log holds no text without its newline.
progress() {
  line=$(tail -c 300 "$SF_WORK/err" | tr '\r' '\n' | grep '[^ ]' | tail -n 1) || return 0
  [ -z "$sizer" ] || expected=$(cat "$SF_WORK/tmp/size")
  [ "$SF_ACTION" != snapshot ] || line=$(printf '%s' "$line" | sed 's/, estimat.*//')
  [ -z "$expected" ] || line="$line, estimated $expected B (0.0%)"
  printf 'snapferry-progress %s%s\n' "$SF_TURN" "$line"
}

report() {
  while :; do
    sleep "$SF_PROGRESS_SECONDS" </dev/null >/dev/null 2>&1
    progress
  done
}

# Retention is the control plane's: the defaults would delete snapshots. A .kopiaignore or a CACHEDIR.TAG in somebody's
# volume would leave files out. An empty list of ignore files means the default one, so it holds a name that never occurs.
policy() {
  must policy policy set --global --compression=zstd-fastest --keep-latest=2147483647 --keep-hourly=0 \
    --keep-daily=0 --keep-weekly=0 --keep-monthly=0 --keep-annual=0 --ignore-identical-snapshots=false \
    --ignore-cache-dirs=false --add-dot-ignore=.snapferry-ignores-nothing --remove-dot-ignore=.kopiaignore
}

create_repository() {
  create
  policy
  # Two creations at once leave a repository that nobody can open: seen with eyes that hold nothing of the first look.
  rm -rf "$SF_WORK/cache" "$SF_WORK/repository.config"
  connect
  identify
  finish 0 '{"format":1,"action":"create-repository","repositoryId":"'"$repository_id"'"}'
}

# Through this cluster's network, with the mover's image and identity: a repository is created in a folder of its own
# (PUT, GET, LIST), its blobs are listed and deleted. The control plane removes what is left.
validate_location() {
  create
  must list blob list
  blobs=$(awk '{ print $1 }' "$SF_WORK/out")
  must delete --dangerous-commands=enabled blob delete $blobs
  finish 0 '{"format":1,"action":"validate-location"}'
}

# What a run has saved, also what is incomplete because it was told to end, by the tag that each snapshot carries: so it can
# never be another run's, and what is gone already is fine. kopia gives its checkpoints no tag: of those all that began before
# the run ended go, since the next run that completes would delete them too, and one that is under way makes new ones. Where
# the repository itself is gone there is nothing to delete.
delete_snapshots() {
  repository connect
  if [ "$code" -ne 0 ]; then
    grep -q 'repository not initialized' "$SF_WORK/err" || failed connect "$code"
    finish 0 '{"format":1,"action":"delete-snapshots","deleted":0}'
  fi
  must list snapshot list --all --incomplete --json --tags="run:$SF_RUN"
  ids=$(sed -n 's/^[[ ,]*{"id":"\([^"]*\)".*/\1/p' "$SF_WORK/out")
  must list snapshot list --all --incomplete --json
  ids="$ids $(sed -n '/"tags":/d; /"incomplete":/s/^[[ ,]*{"id":"\([^"]*\)".*"startTime":"\([^"]*\)".*/\2 \1/p' "$SF_WORK/out" |
    awk -v ended="$SF_ENDED" '$1 <= ended { print $2 }')"
  set -- $ids
  [ $# -eq 0 ] || must delete snapshot delete --delete "$@"
  finish 0 '{"format":1,"action":"delete-snapshots","deleted":'"$#"'}'
}

snapshot_result() { # fields before the manifest
  finish 0 '{"format":1,"action":"snapshot","repositoryId":"'"$repository_id"'","missing":['"$missing"'],'"$1"'"manifest":'"$manifest"'}'
}

# An earlier attempt of this run may have saved the snapshot and gone before it could say so, or found it wanting. With
# names beside it, it is made anew, from what the repository then has already.
adopt() {
  must list snapshot list "$SF_SOURCE" --json --json-verbose --tags="run:$SF_RUN"
  manifest=$(grep '"id":' "$SF_WORK/out" | grep -v '"incomplete":' | tail -n 1 | sed 's/^[[ ]*//; s/[],]*$//') || true
  if [ -z "$manifest" ] || [ -n "$raw" ]; then return 0; fi
  id=$(snapshot_id)
  if [ -z "$distrust" ]; then
    if is_intact "$id"; then snapshot_result '"adopted":true,'; fi
    speaks_of_loss || failed verify "$code"
  fi
  must delete snapshot delete --delete "$id"
}

# For its estimate kopia walks through the volume a second time, or takes the size of the file system. What it held the last time
# is as good, and told at once; else it is added up beside the upload, for a third of the time that kopia takes.
expect_bytes() {
  expected=$(printf '%s\n' "$last" | sed -n 's/.*"rootEntry":.*"summ":{"size":\([0-9][0-9]*\),.*/\1/p')
  [ -z "$expected" ] || return 0
  : >"$SF_WORK/tmp/size"
  find "$SF_DATA" -type f -exec stat -c %s {} + 2>/dev/null </dev/null |
    awk '{ sum += $1 } END { printf "%.0f", sum }' >"$SF_WORK/tmp/size" &
  sizer=$!
}

snapshot_id() { # of the manifest
  printf '%s\n' "$manifest" | sed -n 's/^[[ ]*{"id":"\([0-9a-f]*\)".*/\1/p'
}

# The one before it in the same pod may have opened the same repository, a minute or two ago, and learned which it is.
open_shared() {
  reopened=
  if [ -n "$SF_SHARED" ] && grep -qxF "$SF_PREFIX" "$SF_WORK/opened" 2>/dev/null; then
    repository_id=$(sed -n 2p "$SF_WORK/opened")
    expect_identity
    reopened=yes
    return 0
  fi
  rm -rf "$SF_WORK/opened" "$SF_WORK/listed" "$SF_WORK/unverified" "$SF_WORK/cache"
  connect
  identify
}

snapshot() {
  open_shared
  look_back
  find_odd_names
  refuse_placeholders
  save_raw_names
  [ "$SF_ATTEMPT" -eq 1 ] || adopt
  plan_read
  expect_bytes
  report &
  reporter=$!
  measured snapshot --progress --progress-update-interval=1s --progress-estimation-type=rough snapshot create "$SF_DATA" --json --json-verbose \
    --override-source="$SF_SOURCE" --tags="run:$SF_RUN" $read_tags $force --fail-fast \
    --checkpoint-interval="$SF_CHECKPOINT" --no-send-snapshot-report
  # What comes now tells nothing of what is left.
  kill "$reporter" 2>/dev/null || true
  reporter=
  progress
  # Without what nobody reads: a termination message holds 4 KiB, of all that share a container.
  manifest=$(sed 's/"source":{[^}]*},"description":"",//; s/"[a-z]*Time":"[^"]*",//g; s/"name":.*"obj":"[^"]*",//' "$SF_WORK/out")
  case $manifest in
  '{'*'"incomplete":'*) failed incomplete 0 ;;
  esac
  sent=$(uploaded)
  # Both are what a restore needs: the snapshot, and the one of the names that kopia cannot keep.
  set -- "$(snapshot_id)" $(printf '%s' "$raw" | sed -n 's/.*{"id":"\([0-9a-f]*\)".*/\1/p')
  if [ -z "$SF_VERIFY" ]; then
    printf '%s\n' "$@" >>"$SF_WORK/unverified"
    snapshot_result '"uploadedBytes":'"$sent"',"unverified":true,'"$raw"
  fi
  are_intact "$@" || failed verify "$code"
  snapshot_result '"uploadedBytes":'"$sent"',"verified":['"$verified"'],'"$raw"
}

# kopia reads every small file from the store by itself; to fetch the packs that they lie in as a whole is some eight
# times as fast. As many as the cache holds, in the order in which kopia restores them. Where it fails nothing is lost.
prefetch() {
  [ "$SF_FILES" -ge 500 ] || return 0
  kopia list --long --recursive --show-object-id "$SF_SNAPSHOT"
  [ "$code" -eq 0 ] || return 0
  awk -v most="$SF_PREFETCH_MIB" -v to="$SF_WORK/tmp/objects" '
    $1 !~ /^d/ && $2 <= 1048576 && $6 ~ /^I*x?[0-9a-f]+$/ {
      bytes += $2
      if (bytes > most * 1048576) exit
      print $6 > (to "-" int(count / 10000))
      count += 1
    }' "$SF_WORK/out"
  for objects in "$SF_WORK"/tmp/objects-*; do
    [ ! -f "$objects" ] || kopia cache prefetch --hint=blobs $(cat "$objects")
  done
}

sum_counts() { # of $counts and $names
  printf '%s\n%s\n' "$counts" "$names" |
    awk '{ f += $1; d += $2; l += $3 } END { printf "\"files\":%.0f,\"dirs\":%.0f,\"symlinks\":%.0f", f, d, l }'
}

# Files, directories and links are what kopia says it wrote; bytes are what is found there afterwards.
# A claim may have been given a volume that somebody keeps: what holds anything is not written to.
restore() {
  held=$(find "$SF_DATA" -mindepth 1 -maxdepth 1 ! -name lost+found ! -name .snapshot | head -n 1)
  if [ -n "$held" ]; then
    printf 'the volume to restore into is not empty\n' >"$SF_WORK/err"
    failed occupied 1
  fi
  connect --readonly
  prefetch
  report &
  reporter=$!
  must restore --progress --progress-update-interval=1s restore "$SF_SNAPSHOT" "$SF_DATA" \
    --no-ignore-permission-errors --write-sparse-files
  counts=$(tr '\r' '\n' <"$SF_WORK/err" | sed -n \
    's/^Restored \([0-9]*\) files, \([0-9]*\) directories and \([0-9]*\) symbolic links ([^)]*)\.$/\1 \2 \3/p')
  [ -n "$counts" ] || failed counts 0
  restore_raw_names
  bytes=$(find "$SF_DATA" -xdev -type f -exec stat -c %s {} + | awk '{ sum += $1 } END { printf "%.0f", sum }')
  sync -f "$SF_DATA" 2>/dev/null || sync
  finish 0 '{"format":1,"action":"restore","snapshot":"'"$SF_SNAPSHOT"'",'"$(sum_counts)"',"bytes":'"$bytes"'}'
}

# id, start and run of each snapshot that a backup of ours has made; in the order of the fields that kopia prints. Of
# checkpoints only the source says that they are ours.
snapshots() {
  must prune snapshot list --all --incomplete --json
  sed -n 's/^[[ ]*{"id":"\([0-9a-f]*\)",.*"startTime":"\([0-9T:.-]*\)Z",.*"tag:run":"\(bk-[a-z2-7]*\)".*/\1 \2 \3/p' \
    "$SF_WORK/out" >"$SF_WORK/tmp/snapshots"
  grep -v '"tag:run"' "$SF_WORK/out" | grep '"incomplete":"checkpoint"' | sed -n \
    's/^[[ ]*{"id":"\([0-9a-f]*\)","source":{"host":"'"$SF_HOST"'","userName":"'"$SF_USER"'",.*"startTime":"\([0-9T:.-]*\)Z",.*/\1 \2 checkpoint/p' \
    >>"$SF_WORK/tmp/snapshots" || true
}

# What nothing keeps and began long ago, by the first characters of its id and of its run. The first line is for awk, to
# whom a file without lines is no file.
unkept() {
  { printf '%s\n' keep; env | sed -n 's/^SF_KEEP_[0-9]*=//p' | tr ' ' '\n'; } >"$SF_WORK/tmp/keep"
  awk -v before="$SF_PRUNE_BEFORE" 'NR == FNR { keep[$1] = 1; next }
    substr($2, 1, 19) < substr(before, 1, 19) && !(substr($1, 1, 8) in keep) && !(substr($3, 1, 13) in keep) { print $1 }' \
    "$SF_WORK/tmp/keep" "$SF_WORK/tmp/snapshots"
}

# One that somebody else deletes meanwhile is not on the next list.
prune() {
  tries=0
  unkept=$(unkept | head -n 100)
  while [ -n "$unkept" ]; do
    kopia snapshot delete --delete $unkept
    if [ "$code" -eq 0 ]; then removed=$((removed + $(printf '%s\n' "$unkept" | wc -l))); else tries=$((tries + 1)); fi
    [ "$tries" -lt 3 ] || failed prune "$code"
    snapshots
    unkept=$(unkept | head -n 100)
  done
}

stored() { # in $bytes
  must stored blob stats --raw
  bytes=$(sed -n 's/^Total: //p' "$SF_WORK/out")
}

# kopia runs it for its owner only. SF_SAFETY is set by nobody but tests, which cannot wait the two days that kopia lets
# pass before it frees what was deleted: no Job has it, and no setting makes it, for with "none" a backup that runs
# meanwhile is destroyed.
maintain() {
  connect
  identify
  env | sed -n 's/^SF_KEEP_[0-9]*=//p' | tr ' ' '\n' | grep -E '^[0-9a-f]{8}$' >"$SF_WORK/tmp/sealed" || true
  broken= repaired=false checked=quick
  look_at_packs
  must owner maintenance info --json
  grep -q '"owner":"'"$SF_USER@$SF_HOST"'"' "$SF_WORK/out" || must owner maintenance set --owner=me
  stored
  before=$bytes
  removed=0
  snapshots
  if [ -n "$SF_PRUNE_BEFORE" ]; then prune; fi
  left=$(wc -l <"$SF_WORK/tmp/snapshots" | tr -d ' ')
  look_at_sealed
  safety=full
  if env | grep -q '^SF_SAFETY=none$'; then safety=none; fi
  run_maintenance "$safety"
  stored
  finish 0 '{"format":1,"action":"maintain","bytesBefore":'"$before"',"bytesAfter":'"$bytes"',"snapshots":'"$left"',"removedSnapshots":'"$removed"',"repositoryId":"'"$repository_id"'","checked":"'"$checked"'","repaired":'"$repaired"',"marked":'"$marked"',"broken":'"$([ -z "$broken" ] && echo false || echo true)"',"damaged":['"$(listed "$SF_WORK/tmp/damaged")"']}'
}

${CHECK_SCRIPT}${EXAMINE_SCRIPT}
${RAW_NAMES_SCRIPT}${FULL_READ_SCRIPT}
case $SF_ACTION in
create-repository) create_repository ;;
validate-location) validate_location ;;
repair-repository) repair ;;
delete-snapshots) delete_snapshots ;;
snapshot) snapshot ;;
restore) restore ;;
maintain) maintain ;;
*) finish 1 '{"format":1,"action":"unknown","failed":"action","exit":1,"said":""}' ;;
esac
`;
