import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A volume as peers were measured with: 302 MB in 20,050 files, of which 20,000 are small. */
const WHOLE = { megabytes: 302, folders: 200, smallInFolder: 100, smallBytes: 5_100, large: 50, largeBytes: 4_000_000 };

/** Files of random content, fewer of them when fewer megabytes are asked for. */
export function writeBenchTree(folder: string, megabytes: number): { files: number } {
  const share = megabytes / WHOLE.megabytes;
  const folders = Math.max(1, Math.round(WHOLE.folders * share));
  const large = Math.max(1, Math.round(WHOLE.large * share));
  for (let group = 0; group < folders; group += 1) {
    const inner = path.join(folder, `folder-${group}`);
    mkdirSync(inner, { recursive: true });
    for (let file = 0; file < WHOLE.smallInFolder; file += 1) {
      writeFileSync(path.join(inner, `file-${file}`), randomBytes(WHOLE.smallBytes));
    }
  }
  for (let file = 0; file < large; file += 1) {
    writeFileSync(path.join(folder, `large-${file}`), randomBytes(WHOLE.largeBytes));
  }
  return { files: folders * WHOLE.smallInFolder + large };
}
