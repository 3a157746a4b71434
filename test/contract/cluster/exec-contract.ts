import { describe, expect, it } from 'vitest';
import {
  endCommand,
  readEnded,
  readStarted,
  startCommand,
  WAIT_CMD,
} from '../../../functions/domain/rule/detached-action.ts';
import { forgetCommand } from '../../../functions/domain/rule/pod-run.ts';
import { armCommand, readArmed, readThawed, thawCommand } from '../../../functions/domain/rule/self-thaw.ts';
import type { Cluster, ExecOptions, ExecResult } from '../../../functions/services/cluster/cluster.ts';
import { JOB, POD } from '../../../functions/services/cluster/kinds.ts';
import { type ContractCluster, eventually, eventuallyGone, faultOf, made, useCluster } from './contract-setup.ts';

const PATIENCE = { timeoutSeconds: 30, maxOutputBytes: 64 * 1024 };

/** What the product relies on of commands that are run in containers. */
export function execContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const { namespace } = contract;
  const cluster = () => contract.on().cluster;

  async function startPod(name: string, containers = ['main'], own: object = {}): Promise<string> {
    const { image } = contract.on();
    const spec = {
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      containers: containers.map((one) => ({
        name: one,
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/sh', '-c', 'while true; do sleep 1; done'],
        env: [{ name: 'WHO', value: one }],
        ...own,
      })),
    };
    await made(cluster().create(POD, { metadata: { name, namespace }, spec }));
    await eventually(async () => (await cluster().get(POD, namespace, name))?.status?.phase === 'Running');
    return name;
  }

  async function run(pod: string, script: string, options: Partial<ExecOptions> = {}, as: Cluster = cluster()) {
    const command = ['sh', '-c', script];
    return await as.exec(namespace, pod, { container: 'main', command, ...PATIENCE, ...options });
  }

  const ended = (exitCode: number, { stdout = '', stderr = '', cut = false }: Partial<ExecResult> = {}) => ({
    exitCode,
    stdout,
    stderr,
    cut,
  });

  describe('a command in a container', () => {
    it('gives its exit code and what it prints on either stream', async () => {
      const pod = await startPod('speaks', ['main', 'second']);
      expect(await run(pod, 'echo out; echo err >&2')).toEqual(ended(0, { stdout: 'out\n', stderr: 'err\n' }));
      expect(await run(pod, 'exit 3')).toEqual(ended(3));
      expect(await run(pod, 'exit 137')).toEqual(ended(137));
      expect(await run(pod, 'kill -9 $$')).toEqual(ended(137));
      expect(await run(pod, 'echo "$WHO: $0 $1"', { container: 'second' })).toMatchObject({ stdout: 'second: sh \n' });
      const words = ['sh', '-c', 'printf "%s|" "$@"', 'x', 'a b', '', 'ü&?=+%', '*'];
      expect(await run(pod, '', { command: words })).toMatchObject({ stdout: 'a b||ü&?=+%|*|' });
    });

    it('reads its stdin to the end', async () => {
      const pod = await startPod('reads');
      expect(await run(pod, 'cat; echo .', { stdin: 'one\ntwo' })).toEqual(ended(0, { stdout: 'one\ntwo.\n' }));
      const much = 'x'.repeat(200_000);
      expect(await run(pod, 'wc -c', { stdin: much })).toMatchObject({ stdout: expect.stringMatching(/^ *200000\n$/) });
      expect(await run(pod, 'cat')).toEqual(ended(0));
    });

    it('loses what it prints beyond the bound, and that is said', async () => {
      const pod = await startPod('floods');
      const flood = 'i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done';
      const { stdout, ...rest } = await run(pod, `${flood}; echo end >&2; exit 4`, { maxOutputBytes: 1000 });
      expect(stdout).toHaveLength(1000);
      expect(rest).toEqual({ exitCode: 4, stderr: 'end\n', cut: true });
      expect(await run(pod, 'printf aüb', { maxOutputBytes: 2 })).toEqual(ended(0, { stdout: 'a', cut: true }));
      expect(await run(pod, `${flood}; echo end`, { maxOutputBytes: 10, keep: 'last' })).toEqual(
        ended(0, { stdout: '56789\nend\n', cut: true }),
      );
    });

    it('that does not end in time is left to itself', async () => {
      const pod = await startPod('hangs');
      const script = 'echo begun; sleep 3; echo > "${TMPDIR:-/tmp}/went-on"; sleep 300';
      expect(await faultOf(run(pod, script, { timeoutSeconds: 2 }))).toMatchObject({
        code: 'exec.timed_out',
        details: { stdout: 'begun\n' },
      });
      await eventually(async () => (await run(pod, 'test -e "${TMPDIR:-/tmp}/went-on"')).exitCode === 0);
    });

    it('leaves in the container what it has sent to the background', async () => {
      const pod = await startPod('leaves');
      const script = 'f="${TMPDIR:-/tmp}/later"; (sleep 1; echo here > "$f") </dev/null >/dev/null 2>&1 &';
      expect(await run(pod, script)).toEqual(ended(0));
      await eventually(async () => (await run(pod, 'cat "${TMPDIR:-/tmp}/later"')).stdout === 'here\n');
    });

    it('ends with its pod, killed or nobody knows how', async () => {
      const pod = await startPod('dies');
      const outcome = run(pod, ': > "${TMPDIR:-/tmp}/begun"; sleep 300').catch((fault: unknown) => fault);
      await eventually(async () => (await run(pod, 'test -e "${TMPDIR:-/tmp}/begun"')).exitCode === 0);
      await cluster().delete(POD, namespace, pod);
      const known = await outcome;
      expect(known).toSatisfy(
        (one: Partial<ExecResult> & { code?: string }) => one.exitCode === 137 || one.code === 'exec.outcome_unknown',
      );
      await eventuallyGone(cluster(), POD, namespace, pod);
    });

    it('speaks to a server that knows v4 alone', async () => {
      const pod = await startPod('old');
      const { oldSessions } = contract.on();
      expect(await run(pod, 'echo out; echo err >&2; exit 3', {}, oldSessions)).toEqual(
        ended(3, { stdout: 'out\n', stderr: 'err\n' }),
      );
      expect(await run(pod, 'read line; echo "$line"', { stdin: 'hello\n' }, oldSessions)).toMatchObject({
        stdout: 'hello\n',
      });
    });
  });

  describe('what outlives its session', () => {
    const FREEZE = { key: 'bk-contract-0', thaw: 'echo thawed >>"${TMPDIR:-/tmp}/thawed"; echo said', thawSeconds: 5 };
    const exec = async (pod: string, command: string[]) =>
      (await cluster().exec(namespace, pod, { container: 'main', command, ...PATIENCE })).stdout;

    it('is the timer of a self-thaw, which fires when nobody comes', async () => {
      const pod = await startPod('frozen');
      expect(readArmed(await exec(pod, armCommand(FREEZE, 1)))).toEqual({ armed: true });
      await eventually(async () => (await run(pod, 'cat "${TMPDIR:-/tmp}/thawed"')).stdout === 'thawed\n');
      const thaw = thawCommand(FREEZE, { waitSeconds: 5, unarmed: 'leave' });
      const told = { by: 'timer', ended: true, exitCode: 0, output: 'said\n' };
      expect(readThawed(await exec(pod, thaw))).toMatchObject(told);
      expect(readThawed(await exec(pod, thaw))).toMatchObject(told);
      await exec(pod, forgetCommand([FREEZE.key]));
      expect(readThawed(await exec(pod, thaw))).toEqual({ by: 'before' });
    });

    it('finds a folder where the root is read-only and its user is nobody', async () => {
      const securityContext = { readOnlyRootFilesystem: true, runAsUser: 65534 };
      const pod = await startPod('bound', ['main'], { securityContext });
      expect(
        readArmed(await exec(pod, armCommand({ key: 'bk-bound-0', thaw: 'echo said', thawSeconds: 5 }, 60))),
      ).toEqual({
        armed: true,
      });
      const thaw = thawCommand(
        { key: 'bk-bound-0', thaw: 'echo said', thawSeconds: 5 },
        { waitSeconds: 5, unarmed: 'leave' },
      );
      expect(readThawed(await exec(pod, thaw))).toMatchObject({ by: 'us', exitCode: 0, output: 'said\n' });
    });

    it('is a command that holds until it is released', async () => {
      const pod = await startPod('held');
      const command = `echo locked; ${WAIT_CMD}; echo free`;
      const limits = { deadlineSeconds: 60, killSeconds: 90, waitSeconds: 10, maxOutputBytes: 1000, armedKeys: [] };
      expect(readStarted(await exec(pod, startCommand({ key: FREEZE.key, command, ...limits })))).toEqual({
        state: 'waiting',
      });
      expect(readEnded(await exec(pod, endCommand(FREEZE.key, { waitSeconds: 10, kill: true })))).toEqual({
        state: 'ended',
        exitCode: 0,
        how: 'released',
        output: 'locked\nfree\n',
      });
    });
  });

  describe('a command that cannot be run', () => {
    it('has no pod, or no such container', async () => {
      const pod = await startPod('there');
      expect(await faultOf(run('nowhere', 'true'))).toMatchObject({ code: 'exec.pod_not_found' });
      expect(await faultOf(run(pod, 'true', { container: 'other' }))).toMatchObject({
        code: 'exec.container_not_found',
        message: expect.stringContaining('other'),
      });
    });

    it.each([
      ['has ended', {}, 'Succeeded'],
      ['waits for a Secret', { envFrom: [{ secretRef: { name: 'missing' } }] }, 'Pending'],
    ])('has a container that %s', async (name, own, phase) => {
      const labels = { suite: name.replaceAll(' ', '-').toLowerCase() };
      const { image } = contract.on();
      const container = { name: 'main', image, imagePullPolicy: 'IfNotPresent', command: ['true'], ...own };
      const template = { metadata: { labels }, spec: { restartPolicy: 'Never', containers: [container] } };
      await made(cluster().create(JOB, { metadata: { name: labels.suite, namespace }, spec: { template } }));
      const pod = await eventually(async () => {
        const [found] = await cluster().listAll(POD, { namespace, labelSelector: `suite=${labels.suite}` });
        return found?.status?.phase === phase && found.status.containerStatuses?.[0].state && found;
      });
      expect(await faultOf(run(pod.metadata.name, 'true'))).toMatchObject({ code: 'exec.container_not_running' });
    });

    it('is no program of the image', async () => {
      const pod = await startPod('bare');
      expect(await faultOf(run(pod, '', { command: ['no-such-program'] }))).toMatchObject({
        code: 'exec.not_started',
        message: expect.stringContaining('no-such-program'),
      });
    });

    it('is not allowed, and the right that lacks is named', async () => {
      const pod = await startPod('closed');
      const fault = await faultOf(run(pod, 'true', {}, contract.on().powerless));
      expect(fault).toMatchObject({ code: 'cluster.forbidden', message: expect.stringContaining('pods/exec') });
    });
  });
}
