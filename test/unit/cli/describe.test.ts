import { describe, expect, it } from 'vitest';
import { describeLines } from '../../../cli/output/describe.ts';
import { simulationLines } from '../../../cli/output/simulation.ts';
import { run } from '../../../cli/run.ts';
import { createFakeShell, json } from '../../support/cli/fake-shell.ts';

describe('a thing that is described', () => {
  it('has a title for each field, what is within it indented, and nothing that is empty', () => {
    const thing = {
      name: 'often',
      createdAt: '2026-11-26T02:00:00Z',
      bytes: 19_005_537,
      skewSeconds: 0.08,
      memoryMiB: 1024,
      offload: true,
      labels: { team: 'web', env: 'prod' },
      namespaces: ['shop', 'cart'],
      warnings: ['keep the key'],
      entries: [{ id: 'night', keep: 7 }, { id: 'minute' }],
      nothing: [],
      absent: undefined,
    };

    expect(describeLines(thing)).toEqual([
      'Name:          often',
      'Created at:    2026-11-26T02:00:00Z',
      'Bytes:         19.0 MB (19005537)',
      'Skew:          0.08s',
      'Memory (MiB):  1024',
      'Offload:       yes',
      'Labels:        team=web, env=prod',
      'Namespaces:    shop, cart',
      'Warnings:',
      '  - keep the key',
      'Entries:',
      '  - Id:    night',
      '    Keep:  7',
      '  - Id:  minute',
    ]);
  });

  it('keeps a command of several lines in its place', () => {
    expect(describeLines({ command: 'one\ntwo\n' })).toEqual(['Command:  one', '          two']);
  });
});

describe('what a simulation has found', () => {
  const operation = {
    warnings: ['the key is not kept'],
    keptOut: { count: 30, objects: [{ kind: 'Secret', namespace: 'shop', name: 'a', by: 'annotation' as const }] },
    simulation: {
      problems: [{ code: 'method.unsupported', message: 'no driver', remedy: 'Leave it out.' }],
      missingPermissions: ['create pods'],
      namespaces: ['shop'],
      objects: [
        { kind: 'Secret', count: 2 },
        { kind: 'ConfigMap', count: 3 },
      ],
      room: [{ namespace: 'shop', pvc: 'data', snapshots: 3, most: 3, givesWay: 'bk-a' }],
      estimate: { bytes: 2_000_000, uploadBytes: 1_000_000, seconds: 90, known: 1, guessed: 1 },
    },
  };
  const volumes = [
    { namespace: 'shop', pvc: 'data', phase: 'Pending', method: 'csi+offload', why: 'default' },
    { namespace: 'shop', pvc: 'old', phase: 'Failed', why: 'no driver' },
  ];

  it('is told in the order in which it matters: problems, what would be done, what it would cost', () => {
    expect(simulationLines(operation as never, volumes as never)).toEqual([
      '1 problem:',
      '  no driver (method.unsupported)',
      '    Leave it out.',
      'namespaces: shop',
      'volumes: 1 (1 csi+offload)',
      '  shop/old: Failed: no driver',
      'objects: 5 (3 ConfigMap, 2 Secret)',
      'kept out: 30',
      '  Secret/shop/a: annotation',
      '  and 29 more',
      'missing permissions: 1',
      '  create pods',
      'no room for another snapshot: 1',
      '  shop/data: 3 of 3; that of bk-a gives way',
      'warning: the key is not kept',
      'estimate: 2.0 MB, 1.0 MB over the network, 1m30s, 1 of 2 volumes by their capacity',
    ]);
  });
});

describe('a list that is watched', () => {
  it('prints each change in the same columns, and what stays as it is once', async () => {
    let looks = 0;
    const fake = createFakeShell(() => {
      looks++;
      if (looks === 3) fake.interrupt();
      const entry = { id: 'n', kind: 'daily', at: '02:00', keep: looks < 3 ? 7 : 3 };
      return json({
        items: [
          { name: 'often', entries: [entry], timeZone: 'UTC' },
          { name: 'a-longer-name', entries: [], timeZone: 'UTC' },
        ],
      });
    });

    expect(await run(fake.shell, ['get', 'policies', '--watch'], '1')).toBe(0);
    expect(fake.said.out.split('\n')).toEqual([
      'NAME            ENTRIES                     TIME ZONE   AGE',
      'often           n: daily at 02:00, keep 7   UTC         -',
      'a-longer-name   -                           UTC         -',
      'often           n: daily at 02:00, keep 3   UTC         -',
      '',
    ]);
  });
});

describe('what others have written', () => {
  it('moves no cursor of the terminal, in a table, a message or an event', async () => {
    const evil = 'a\u001b[2Jb\nc';
    const event = { at: '2026-11-26T02:00:00Z', type: 'T', message: evil };
    const { shell, said } = createFakeShell(({ url }) => {
      if (url.includes('/events')) return json({ items: [event] });
      return url.includes('policies/')
        ? json({ detail: evil, code: 'x.y' }, 409)
        : json({ items: [{ name: evil, actions: [] }] });
    });

    await run(shell, ['get', 'rules'], '1');
    await run(shell, ['logs', `bk-${'a'.repeat(26)}`], '1');
    await run(shell, ['describe', 'policy', 'p'], '1');

    expect(said.out + said.err).not.toContain('\u001b');
    expect(said.err).toBe('snapferry: a [2Jb c (x.y)\n');
    expect(said.out.split('\n')).toHaveLength(4);
  });
});

describe('what a cluster has', () => {
  it('is listed over pages, and what the answers are without is said once', async () => {
    const missingPermissions = [{ group: 'apps', resource: 'deployments', verb: 'list', namespace: 'shop' }];
    const { shell, said } = createFakeShell(({ url }) => {
      const { searchParams } = new URL(url);
      const more = searchParams.has('cursor') ? {} : { nextCursor: 'next' };
      return json({
        items: [{ type: `T${searchParams.get('limit')}`, objectsAtLeast: 3 }],
        missingPermissions,
        unavailable: [],
        ...more,
      });
    });

    await run(shell, ['get', 'resource-types', '-c', 'demo', '-n', 'shop,cart'], '1');

    expect(said.out).toBe('TYPE   OBJECTS\nT500   3+\nT500   3+\n');
    expect(said.err).toBe(
      'snapferry: the backup identity may not list deployments.apps in shop: the list is without\n',
    );
  });
});
