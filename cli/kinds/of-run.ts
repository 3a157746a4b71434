import { answered, type Schemas } from '../../client/client.ts';
import { pages } from '../api/pages.ts';
import { durationOf } from '../output/units.ts';
import { kind } from './kind.ts';
import { at } from './operations.ts';

/** What became of a run's commands, and of its executions. */
export const actions = kind<Schemas['ActionRun']>({
  singular: 'action',
  plural: 'actions',
  short: [],
  of: 'operation',
  filters: [],
  list: ({ api, filters, of }) =>
    pages(filters.limit, (query) =>
      answered(api.GET('/v1/backups/{id}/actions', { params: { ...at(of).params, query } })),
    ),
  nameOf: ({ id }) => id,
  columns: [
    { title: 'GROUP', of: ({ group }) => group },
    { title: 'DOES', of: ({ does }) => does },
    { title: 'ACTION', of: ({ action }) => action },
    { title: 'NAMESPACE', of: ({ namespace }) => namespace },
    { title: 'POD', of: ({ pod }) => pod },
    { title: 'CONTAINER', of: ({ container }) => container },
    { title: 'PHASE', of: ({ phase }) => phase },
    { title: 'OUTCOME', of: ({ outcome }) => outcome },
    { title: 'EXIT', of: ({ exitCode }) => exitCode },
    { title: 'MESSAGE', wide: true, of: ({ message }) => message },
    { title: 'OUTPUT', wide: true, of: ({ output }) => output },
  ],
});

export const executions = kind<Schemas['Execution']>({
  singular: 'execution',
  plural: 'executions',
  short: ['ex'],
  of: 'operation',
  filters: [],
  list: async function* ({ api, of }) {
    yield* (await answered(api.GET('/v1/operations/{id}/executions', at(of)))).items;
  },
  nameOf: ({ epoch }) => String(epoch),
  columns: [
    { title: 'EPOCH', of: ({ epoch }) => epoch },
    { title: 'STATUS', of: ({ status }) => status },
    { title: 'STARTED', of: ({ startedAt }) => startedAt },
    { title: 'ENDED', of: ({ endedAt }) => endedAt },
    { title: 'ERROR', of: ({ error }) => error },
    { title: 'ARN', wide: true, of: ({ arn }) => arn },
    { title: 'CAUSE', wide: true, of: ({ cause }) => cause },
    { title: 'CONSOLE', wide: true, of: ({ consoleUrl }) => consoleUrl },
  ],
});

export type State = Schemas['ExecutionHistory']['states'][number];

/** Of the newest execution, or of that of the epoch that is named as `ID/EPOCH`. */
export const history = kind<State>({
  singular: 'history',
  plural: 'history',
  short: ['states'],
  of: 'operation',
  filters: [],
  list: async function* ({ api, filters, of }) {
    const [id = '', given] = of.split('/');
    const runs = given ? [] : (await answered(api.GET('/v1/operations/{id}/executions', at(id)))).items;
    const epoch = Number(given ?? runs.at(-1)?.epoch ?? 1);
    const read = pages(filters.limit, async ({ cursor }) => {
      const params = { path: { id, epoch }, query: cursor ? { cursor } : {} };
      const page = await answered(api.GET('/v1/operations/{id}/executions/{epoch}/history', { params }));
      return { items: page.states, ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}) };
    });
    yield* summed(read);
  },
  nameOf: ({ state }) => state,
  columns: [
    { title: 'STATE', of: ({ state }) => state },
    { title: 'TYPE', of: ({ type }) => type },
    { title: 'ENTERED', of: ({ enteredAt }) => enteredAt },
    { title: 'TOOK', of: ({ seconds }) => durationOf(seconds) },
    { title: 'VISITS', of: ({ visits }) => visits },
    { title: 'TRIES', of: ({ tries }) => tries },
    { title: 'FAILURES', of: ({ failures }) => failures },
    { title: 'STATUS', wide: true, of: ({ status }) => status },
  ],
});

/** What pages say of one state adds up. */
async function* summed(states: AsyncIterable<State>): AsyncGenerator<State> {
  const byName = new Map<string, State>();
  for await (const one of states) {
    const before = byName.get(one.state);
    byName.set(one.state, before ? added(before, one) : one);
  }
  yield* byName.values();
}

function added(before: State, one: State): State {
  return {
    ...before,
    ...one,
    enteredAt: before.enteredAt,
    visits: before.visits + one.visits,
    seconds: before.seconds + one.seconds,
    tries: before.tries + one.tries,
    failures: before.failures + one.failures,
    retries: [...before.retries, ...one.retries],
  };
}
