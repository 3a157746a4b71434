import type { Progress } from '../../domain/volume/volume.ts';

const UNITS: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15, EB: 1e18 };
const SIZE = String.raw`([\d.]+ [KMGTPE]?B)`;
const UPLOAD = new RegExp(
  String.raw`hashed \(${SIZE}\), \d+ cached \(${SIZE}\), uploaded ${SIZE}(?:.*?estimated ${SIZE} \([\d.]+%\)(?: (\S+) left)?)?`,
);
const RESTORE = new RegExp(String.raw`Processed \d+ \(${SIZE}\) of \d+ \(${SIZE}\)`);

/**
 * kopia's own words for how far it is: of an upload ` | 2 hashing, 4 hashed (31.8 MB), 0 cached (0 B), uploaded 191 B,
 * estimated 82.4 MB (38.6%) 12s left`, of a restore `Processed 9 (15.7 MB) of 10 (82.4 MB) 5 MB/s (19.0%) remaining 13s.`,
 * which counts from when kopia began to write, and says 0s long before the end: what is left goes by the rate so far.
 * @param startedAt when the container started, for the rate
 */
export function parseProgress(
  line: string | undefined,
  startedAt: string | undefined,
  now: Date,
): Progress | undefined {
  const seconds = startedAt ? (now.getTime() - Date.parse(startedAt)) / 1000 : 0;
  const found = line === undefined ? undefined : (readUpload(line) ?? readRestore(line));
  if (!found) return undefined;
  return {
    ...byRate(found, seconds),
    ...found,
    ...(seconds > 0 ? { bytesPerSecond: Math.round(found.bytes / seconds) } : {}),
    at: now.toISOString(),
  };
}

function readUpload(line: string): Omit<Progress, 'at'> | undefined {
  const [, hashed, cached, , estimated, left] = UPLOAD.exec(line) ?? [];
  if (hashed === undefined) return undefined;
  return { bytes: bytesOf(hashed) + bytesOf(cached), ...rest(estimated, left) };
}

function readRestore(line: string): Omit<Progress, 'at'> | undefined {
  const [, done, total] = RESTORE.exec(line) ?? [];
  return done === undefined ? undefined : { bytes: bytesOf(done), ...rest(total, undefined) };
}

/** What is left by the rate so far, where kopia says nothing of it, or nothing that is true. */
function byRate({ bytes, totalBytes }: Omit<Progress, 'at'>, seconds: number): Pick<Progress, 'secondsLeft'> {
  if (totalBytes === undefined || bytes === 0 || seconds <= 0) return {};
  return { secondsLeft: Math.ceil((Math.max(0, totalBytes - bytes) / bytes) * seconds) };
}

function rest(total: string | undefined, left: string | undefined): Pick<Progress, 'totalBytes' | 'secondsLeft'> {
  return {
    ...(total ? { totalBytes: bytesOf(total) } : {}),
    ...(left ? { secondsLeft: secondsOf(left) } : {}),
  };
}

function bytesOf(text = '0 B'): number {
  const [amount = '0', unit = 'B'] = text.split(' ');
  return Math.round(Number(amount) * (UNITS[unit] ?? 1));
}

/** Go writes `1h2m3s`. */
function secondsOf(text: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(?:(\d+)h)?(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(text) ?? [];
  return Math.round(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}
