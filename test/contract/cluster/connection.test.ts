import { describe, expect, it } from 'vitest';
import { VERSION } from '../../../functions/domain/cluster/version.ts';
import { type AddressPolicy, createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { POD, PVC, SECRET } from '../../../functions/services/cluster/kinds.ts';
import { type Reply, status } from '../../support/api-server.ts';
import { createAuthority } from '../../support/authority.ts';
import { impatientClock, open, serve } from './served-cluster.ts';

const POD_LIST = {
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: {},
  items: [{ metadata: { name: 'a', namespace: 'b' } }],
};

describe('the connection to an API server', () => {
  it('is one for twenty calls in turn, and few for fifty at once', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    const cluster = open(api);
    for (let nth = 0; nth < 20; nth += 1) await cluster.list(POD);
    expect(api.connections()).toBe(1);
    await Promise.all(Array.from({ length: 50 }, () => cluster.list(POD)));
    expect(api.connections()).toBeLessThanOrEqual(16);
  });

  it('has at most 16 calls under way', async () => {
    const api = await serve(() => ({ hang: true }));
    const cluster = open(api);
    const calls = Array.from({ length: 20 }, () => cluster.list(POD).catch(() => 'gave up'));
    await expect.poll(() => api.calls.length).toBe(16);
    await api.close();
    await Promise.all(calls);
    expect(api.calls).toHaveLength(16);
  });

  it('says who it is and shows its token', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    await open(api).list(POD);
    expect(api.calls[0]?.headers).toMatchObject({
      'user-agent': `snapferry/${VERSION}`,
      authorization: 'Bearer tell-nobody',
    });
  });

  it('shows a client certificate in place of a token', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    const clientCertificate = await api.authority.issue(['somebody']);
    await open(api, { clientCertificate }).list(POD);
    expect(api.calls[0]?.headers.authorization).toBeUndefined();
  });

  it.each([429, 500, 502, 503, 504])('tries %i again', async (code) => {
    const api = await serve(({ nth }) => (nth < 3 ? status(code, 'Busy') : { body: POD_LIST }));
    await expect(open(api).list(POD)).resolves.toMatchObject({ items: [{ metadata: { name: 'a' } }] });
    expect(api.calls).toHaveLength(3);
  });

  it('gives up after three tries, with the message of the server', async () => {
    const api = await serve(() => status(503, 'ServiceUnavailable', 'etcd is away'));
    await expect(open(api).list(POD)).rejects.toMatchObject({
      code: 'cluster.unreachable',
      disposition: 'Transient',
      message: expect.stringContaining('etcd is away') as string,
    });
    expect(api.calls).toHaveLength(3);
  });

  it('waits as long as Retry-After asks for', async () => {
    const clock = impatientClock();
    const busy: Reply = { ...status(429, 'TooManyRequests'), headers: { 'retry-after': '2' } };
    const api = await serve(({ nth }) => (nth === 1 ? busy : { body: POD_LIST }));
    await open(api, { clock }).list(POD);
    expect(clock.pauses).toHaveLength(1);
    expect(clock.pauses[0]).toBeGreaterThanOrEqual(2000);
  });

  it('leaves a long Retry-After to the state machine', async () => {
    const busy: Reply = { ...status(429, 'TooManyRequests'), headers: { 'retry-after': '60' } };
    const api = await serve(() => busy);
    await expect(open(api).list(POD)).rejects.toMatchObject({ code: 'cluster.unreachable', retryAfterSeconds: 60 });
    expect(api.calls).toHaveLength(1);
  });

  it('tries again when the connection is cut or nothing answers', async () => {
    const faults: Reply[] = [{ cut: true }, { hang: true }];
    const api = await serve(({ nth }) => faults[nth - 1] ?? { body: POD_LIST });
    await expect(open(api, { timeoutMs: 1_000 }).list(POD)).resolves.toMatchObject({ items: [{}] });
    expect(api.calls).toHaveLength(3);
  });

  it('asks once and not for long for a log that can be done without, as its node may be silent', async () => {
    const api = await serve(() => ({ hang: true }));
    const log = open(api).logs('snapferry', 'mover', { tailLines: 5, hurry: true });
    await expect(log).rejects.toMatchObject({ code: 'cluster.unreachable' });
    expect(api.calls).toHaveLength(1);
  }, 8_000);

  it('tries three times for a log that somebody waits for', async () => {
    const api = await serve(({ nth }) => (nth < 3 ? status(503, 'Busy') : { body: 'the end' }));
    await expect(open(api).logs('snapferry', 'mover', { tailLines: 5 })).resolves.toBe('the end');
  });

  it('tries a create again that lost a race on a quota', async () => {
    const api = await serve(({ nth, body }) =>
      nth === 1 ? status(409, 'Conflict') : { status: 201, body: JSON.parse(body) as unknown },
    );
    const made = await open(api).create(PVC, { metadata: { name: 'a', namespace: 'b' } });
    expect(made).toMatchObject({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'a' } });
  });

  it('never follows a redirect', async () => {
    const elsewhere = await serve(() => ({ body: POD_LIST }));
    const api = await serve(() => ({ status: 302, headers: { location: elsewhere.server } }));
    await expect(open(api).list(POD)).rejects.toMatchObject({ code: 'cluster.request_refused' });
    expect(elsewhere.connections()).toBe(0);
  });

  it('trusts the given authority only, and tries no second time', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    const { pem } = await createAuthority();
    await expect(open(api, { caData: pem }).list(POD)).rejects.toMatchObject({ code: 'cluster.unreachable' });
    expect(api.connections()).toBe(0);
    expect(api.calls).toHaveLength(0);
  });

  it('wants the name in the certificate', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    const server = api.server.replace('127.0.0.1', '127.0.0.2');
    await expect(open(api, { server }).list(POD)).rejects.toMatchObject({ code: 'cluster.unreachable' });
    expect(api.calls).toHaveLength(0);
  });

  it('refuses an address before it connects', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    const policy = createAddressPolicy();
    for (const server of [api.server, api.server.replace('127.0.0.1', 'localhost')]) {
      expect(() => open(api, { policy, server })).toThrow(expect.objectContaining({ code: 'cluster.address_refused' }));
    }
  });

  it('refuses a name that resolves to such an address when it connects', async () => {
    const api = await serve(() => ({ body: POD_LIST }));
    let asked = 0;
    // the name passes when the cluster is opened, and turns to loopback afterwards
    const turning: AddressPolicy = {
      allows: () => {
        asked += 1;
        return asked === 1;
      },
    };
    const cluster = open(api, { policy: turning, server: api.server.replace('127.0.0.1', 'localhost') });
    await expect(cluster.list(POD)).rejects.toMatchObject({ code: 'cluster.address_refused' });
    expect(asked).toBeGreaterThan(1);
    expect(api.connections()).toBe(0);
  });

  it('never repeats what a refusal quotes of a Secret', async () => {
    const api = await serve(() => status(422, 'Invalid', 'Secret is invalid: data[x]: "hunter2"'));
    const secret = { metadata: { name: 'a', namespace: 'b' }, stringData: { x: 'hunter2' } };
    const refused: unknown = await open(api)
      .create(SECRET, secret)
      .catch((thrown: unknown) => thrown);
    expect(JSON.stringify([refused, (refused as Error).message])).not.toContain('hunter2');
    expect(refused).toMatchObject({ code: 'cluster.request_refused', details: { status: 422, reason: 'Invalid' } });
  });

  it.each([
    [401, 'cluster.unauthorized'],
    [403, 'cluster.forbidden'],
    [422, 'cluster.request_refused'],
  ])('says what %i means', async (code, fault) => {
    const api = await serve(() => status(code, 'Refused', 'because'));
    await expect(open(api).list(POD)).rejects.toMatchObject({
      code: fault,
      details: { status: code, reason: 'Refused', message: 'because' },
    });
    expect(api.calls).toHaveLength(1);
  });

  it('asks for fewer objects when an answer is too big', async () => {
    const big = JSON.stringify({ metadata: {}, items: [{ metadata: { name: 'x'.repeat(33 * 1024 * 1024) } }] });
    const api = await serve(({ path }) => ({ body: path.includes('limit=500') ? big : POD_LIST }));
    await expect(open(api).list(POD)).resolves.toMatchObject({ items: [{ metadata: { name: 'a' } }] });
    expect(api.calls.at(-1)?.path).toContain('limit=62');
  });

  it('asks for metadata only, and for fewer objects when even that is over 8 MiB', async () => {
    const notes = { annotations: { note: 'x'.repeat(9 * 1024 * 1024) } };
    const big = JSON.stringify({ metadata: {}, items: [{ metadata: { name: 'a', namespace: 'b', ...notes } }] });
    const lean = {
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name: 'a', namespace: 'b' },
    };
    const api = await serve(({ path }) => ({
      body: path.includes('limit=500') ? big : { metadata: {}, items: [lean] },
    }));

    const { items } = await open(api).list(POD, { metadataOnly: true });

    expect(items).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b' } }]);
    const [first, second] = api.calls;
    expect([first?.path, second?.path]).toEqual(['/api/v1/pods?limit=500', '/api/v1/pods?limit=62']);
    expect(first?.headers.accept).toBe(
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
    );
  });

  it('drops the fields of objects of a server that knows no metadata alone', async () => {
    const whole = { metadata: { name: 'a', namespace: 'b' }, spec: { nodeName: 'n' } };
    const api = await serve(() => ({ body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [whole] } }));

    const { items } = await open(api).list(POD, { metadataOnly: true });

    expect(items).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: whole.metadata }]);
  });

  it('gives a list up that never ends', async () => {
    const page = { metadata: { continue: 'more' }, items: [{ metadata: { name: 'a', namespace: 'b' } }] };
    const api = await serve(() => ({ body: page }));

    await expect(open(api).listAll(POD)).rejects.toMatchObject({
      code: 'cluster.answer_invalid',
      message: expect.stringContaining('does not end'),
    });
  });

  it('begins a list again, once, when its pages expired', async () => {
    const first = { metadata: { continue: 'more' }, items: [{ metadata: { name: 'a', namespace: 'b' } }] };
    let expiries = 1;
    const api = await serve(({ path }) => {
      if (!path.includes('continue=more')) return { body: first };
      expiries -= 1;
      return expiries >= 0 ? status(410, 'Expired') : { body: POD_LIST };
    });
    await expect(open(api).listAll(POD)).resolves.toHaveLength(2);
    expiries = 2;
    await expect(open(api).listAll(POD)).rejects.toMatchObject({ details: { status: 410 } });
  });
});
