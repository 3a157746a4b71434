import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImportGraph } from '../../../tools/check/import-graph.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'snapferry-graph-'));
  await cp(path.join(root, 'functions'), path.join(copy, 'functions'), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});

afterEach(async () => {
  await rm(copy, { recursive: true, force: true });
});

/** Each in a file of its own: the whole graph is read once for all of them. */
const PLANTED: readonly [rule: string, file: string, text: string][] = [
  ['domain-is-pure', 'functions/domain/planted-io.ts', "export { readFile } from 'node:fs/promises';"],
  [
    'domain-is-pure',
    'functions/domain/planted-log.ts',
    "import type { Log } from '../platform/logger.ts'; export type L = Log;",
  ],
  [
    'only-handlers-build-services',
    'functions/backup/planted-clock.ts',
    "import { systemClock } from '../services/clock/system-clock.ts'; export const now = systemClock.now;",
  ],
  [
    'only-handlers-build-services',
    'functions/api/locations/planted.ts',
    "import { createS3Store } from '../../services/location/s3-store.ts'; export const open = createS3Store;",
  ],
  [
    'services-know-interfaces-only',
    'functions/services/mover/planted.ts',
    "import { systemClock } from '../clock/system-clock.ts'; export const now = systemClock.now;",
  ],
  [
    'kubernetes-client-in-cluster',
    'functions/backup/planted-pod.ts',
    "import type { V1Pod } from '@kubernetes/client-node'; export type Pod = V1Pod;",
  ],
  [
    'aws-sdk-in-services',
    'functions/backup/planted-client.ts',
    "import { SFNClient } from '@aws-sdk/client-sfn'; export const client = SFNClient;",
  ],
  ['functions-import-no-infra', 'functions/backup/planted-infra.ts', "export { x } from '../../infra/x.ts';"],
  [
    'platform-imports-only-what-is-below',
    'functions/platform/planted.ts',
    "export { operationIdOf } from '../operations/find-cluster.ts';",
  ],
  ['machines-know-no-other', 'functions/restore/planted.ts', "export { x } from '../backup/x.ts';"],
  ['no-cycles', 'functions/domain/planted-here.ts', "import './planted-there.ts'; export const x = 1;"],
  ['names-say-what-it-does', 'functions/domain/planted-named.ts', "export { x } from './utils.ts';"],
  ['resolvable', 'functions/domain/planted-lost.ts', "export { x } from './nowhere.ts';"],
];

describe('the import graph', () => {
  it('is green as it stands', async () => {
    expect(await checkImportGraph(copy, ['functions'])).toEqual([]);
  });

  it('is red for everything that is planted, where it is planted, and says what to do', async () => {
    await mkdir(path.join(copy, 'infra'));
    await writeFile(path.join(copy, 'functions/backup/x.ts'), 'export const x = 1;');
    await writeFile(path.join(copy, 'infra/x.ts'), 'export const x = 1;');
    await writeFile(path.join(copy, 'functions/domain/utils.ts'), 'export const x = 1;');
    await writeFile(
      path.join(copy, 'functions/domain/planted-there.ts'),
      "import './planted-here.ts'; export const y = 1;",
    );
    for (const [, file, text] of PLANTED) await writeFile(path.join(copy, file), text);

    const findings = await checkImportGraph(copy, ['functions']);

    const found = findings.map(({ where, what }) => `${what.split(':')[0]} ${where}`);
    expect(found).toEqual(expect.arrayContaining(PLANTED.map(([rule, file]) => `${rule} ${file}`)));
    expect(findings.every(({ remedy }) => remedy !== '')).toBe(true);
  });

  it('is red when it sees no module', async () => {
    await rm(path.join(copy, 'functions'), { recursive: true });
    await mkdir(path.join(copy, 'functions'));

    expect(await checkImportGraph(copy, ['functions'])).toHaveLength(1);
  });

  it('is red when the parser reads no import', async () => {
    await rm(path.join(copy, 'functions'), { recursive: true });
    await mkdir(path.join(copy, 'functions/domain'), { recursive: true });
    await writeFile(path.join(copy, 'functions/domain/alone.ts'), 'export const x: number = 1;');

    const [finding] = await checkImportGraph(copy, ['functions']);

    expect(finding?.remedy).toContain('@swc/core');
  });
});
