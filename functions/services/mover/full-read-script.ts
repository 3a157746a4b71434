/**
 * Part of MOVER_SCRIPT: whether this run reads every file. kopia reads a file again if its size, time, mode or owner
 * changed; what changed otherwise is found only by a full read. How many runs ago the last one was stands in the tags of
 * the newest snapshot of the volume, so it is right whatever became of the control plane's tables.
 */
export const FULL_READ_SCRIPT = String.raw`
tag() { # name; of $last
  printf '%s\n' "$last" | sed -n 's/.*"tag:'"$1"'":"\([0-9TZ:-]*\)".*/\1/p'
}

# In $read_tags and $force. A volume's first run reads all of it. The next full read comes after half as many runs as
# SF_FULL_READ_EVERY says, or more: volumes that were first saved together are not all read together. A full read that could not be ended
# twice is left to the next run, unless a person asked for it.
plan_read() {
  last=$(grep -vF '"tag:run":"'"$SF_RUN"'"' "$SF_WORK/tmp/before" | tail -n 1) || true
  since=$(tag sinceFull)
  full_at=$(tag fullAt)
  every=$SF_FULL_READ_EVERY
  read=changed
  force=
  if [ -n "$since" ]; then
    since=$((since + 1))
  elif [ "$every" -gt 0 ]; then
    since=$((0x$(printf '%s' "$SF_SOURCE" | sha256sum | cut -c 1-7) % ((every + 1) / 2)))
  else
    since=0
  fi
  if [ -z "$last" ]; then
    read=full
  elif [ "$SF_FULL_READ" = yes ] || { [ "$every" -gt 0 ] && [ "$since" -ge "$every" ] && [ "$SF_ATTEMPT" -le 2 ]; }; then
    read=full
    since=0
    force=--force-hash=100
  fi
  [ "$read" = changed ] || full_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  read_tags="--tags=read:$read --tags=sinceFull:$since"
  [ -z "$full_at" ] || read_tags="$read_tags --tags=fullAt:$full_at"
}
`;
