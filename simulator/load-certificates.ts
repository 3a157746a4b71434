import type { Certificates } from './certificates.ts';
import type { Files } from './persistence.ts';

/** Simulators that keep nothing share theirs, for making them takes longer than all the rest of a start. */
let passing: Promise<Certificates> | undefined;

async function makeNew(): Promise<Certificates> {
  const { makeCertificates } = await import('./certificates.ts');
  return makeCertificates(Date.now());
}

export async function loadCertificates(files: Files, isKept: boolean): Promise<Certificates> {
  if (!isKept) {
    passing ??= makeNew();
    return passing;
  }
  const stored = files.read('certificates.json') as Certificates | undefined;
  if (stored !== undefined) return stored;
  const made = await makeNew();
  files.write('certificates.json', made);
  return made;
}
