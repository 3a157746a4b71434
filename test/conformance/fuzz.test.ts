import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiClient } from '../../client/client.ts';
import { type App, startApp } from '../../local/app.ts';
import { startSimulatedCluster } from '../../local/simulated-cluster.ts';
import { registerCluster } from '../../local/start/clusters.ts';
import { CLUSTER, createLocation } from '../../local/start/demo.ts';
import { seedShop } from '../../simulator/shop.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { ensureTools } from '../../tools/build/build.ts';
import { ensurePython } from '../support/python.ts';

/** Fixed, so that two runs of one release ask the same; SNAPFERRY_FUZZ_SEED and _EXAMPLES look further. */
const SEED = process.env.SNAPFERRY_FUZZ_SEED ?? '1';
const EXAMPLES = process.env.SNAPFERRY_FUZZ_EXAMPLES ?? '5';
const CHECKS = 'not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance';
const HOW = `--phases examples,coverage,fuzzing --checks ${CHECKS} --continue-on-failure --no-shrink --suppress-health-check all --request-timeout 35 --warnings off --report junit`;
const DOCUMENT = join(import.meta.dirname, '../../docs/api/openapi.json');
const REQUIREMENTS = join(import.meta.dirname, '../support/schemathesis/requirements.txt');

let folder: string;
let app: App;
let simulator: Simulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snapferry-fuzz-'));
  const { kopia, versitygw } = await ensureTools();
  app = await startApp({ root: join(folder, 'stack'), port: 0, versitygw, buckets: ['backups'] });
  simulator = await startSimulatedCluster(join(folder, 'simulator'), kopia);
  await seedShop(simulator);
  const api = createApiClient(app.stack.endpoints.api, app.token);
  const access = { kubeconfig: simulator.kubeconfig('backup'), restoreKubeconfig: simulator.kubeconfig('restore') };
  await registerCluster(api, CLUSTER, access);
  await createLocation(api, app, () => undefined);
});
afterAll(async () => {
  await app?.stack.stop();
  await simulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that the OpenAPI page allows, and what it forbids, is sent to every route; `program` of the package. */
async function fuzz(): Promise<{ status: number; said: string }> {
  const python = await ensurePython('schemathesis', REQUIREMENTS);
  const { port, hostname } = new URL(app.stack.endpoints.api);
  const given = ['run', DOCUMENT];
  given.push(...`--url http://${hostname}:${port} -n ${EXAMPLES} --seed ${SEED} ${HOW}`.split(' '));
  given.push('-H', `Authorization: Bearer ${app.token}`, '--report-junit-path', join(folder, 'report.xml'));
  try {
    const { stdout } = await promisify(execFile)(join(python, '../st'), given, {
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status: 0, said: stdout };
  } catch (thrown) {
    const { code, stdout = '' } = thrown as { code?: unknown; stdout?: string };
    return { status: typeof code === 'number' ? code : -1, said: stdout };
  }
}

/** Thousands of requests, beside whatever else the machine does. */
const PATIENCE_MS = 1_200_000;

it(
  'no request makes the API fail, and each answer is of the type and shape that the OpenAPI page gives it',
  async () => {
    const { status, said } = await fuzz();
    const calls = Number(/(\d+) generated/.exec(said)?.[1] ?? 0);
    const report = readFileSync(join(folder, 'report.xml'), 'utf8');

    expect(status, said.slice(-8_000)).toBe(0);
    expect(report).not.toContain('<failure');
    // Should the page or the program no longer give it anything to ask, this would look like a success.
    expect(calls).toBeGreaterThan(2_000);
  },
  PATIENCE_MS,
);
