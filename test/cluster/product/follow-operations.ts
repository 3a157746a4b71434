import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../../../functions/domain/operation/phase.ts';
import type { Ledger } from '../../../functions/services/ledger/ledger.ts';
import { until } from '../../support/until.ts';
import type { Around, Product } from './product.ts';

/** The tables are in this process too: many tests that ask all the time would take all of its time. */
const LOOK_MS = 1_000;
const STAGE_LOOK_MS = 300;

type Followed = Pick<Product, 'ended' | 'reached' | 'around' | 'before' | 'stopExecution'>;

/** Where an operation is, and what a test does to it there. */
export function followOperations(ledger: Ledger, arounds: Map<string, Around>): Followed {
  const read = async (id: string): Promise<Operation> => {
    const operation = await ledger.readOperation(id);
    if (!operation) throw new Error(`${id} is not there`);
    return operation;
  };
  const followed: Followed = {
    ended: async (id) =>
      await until(
        `${id} to end`,
        900,
        async () => {
          const operation = await read(id);
          return TERMINAL_PHASES.has(operation.phase) && operation;
        },
        LOOK_MS,
      ),
    reached: async (id, stage, is = () => true) =>
      await until(
        `${id} to reach ${stage}`,
        400,
        async () => {
          const operation = await read(id);
          if (TERMINAL_PHASES.has(operation.phase)) throw new Error(`${id} is ${operation.phase}`);
          return operation.stage === stage && is(await ledger.readVolumes(id)) && operation;
        },
        STAGE_LOOK_MS,
      ),
    around: (id, step, act) => void arounds.set(`${id} ${step}`, act),
    async before(id, step, work) {
      const done = new Promise<void>((resolve, reject) =>
        followed.around(id, step, async (next) => {
          await work().then(() => resolve(), reject);
          return await next();
        }),
      );
      const missed = followed.ended(id).then(({ phase }) => {
        throw new Error(`${id} is ${phase}, and never came to ${step}`);
      });
      await Promise.race([done, missed]);
    },
    async stopExecution(id) {
      const client = new SFNClient();
      await client.send(new StopExecutionCommand({ executionArn: (await read(id)).executionArn }));
      client.destroy();
    },
  };
  return followed;
}
