import { answered, type Schemas } from '../../client/client.ts';
import { exitOf, follow } from '../api/follow.ts';
import { allOf, pages } from '../api/pages.ts';
import { Ended, EXIT } from '../exit.ts';
import { at } from '../kinds/operations.ts';
import { printDocument } from '../output/documents.ts';
import { plain } from '../output/plain.ts';
import { simulationLines } from '../output/simulation.ts';
import type { Session } from '../session.ts';
import { sayError, type WaitOptions } from './started.ts';

/** Waits for what a simulation finds, and prints it. @throws Ended with 1 where something speaks against it */
export async function simulated(session: Session, { id }: Schemas['Operation'], options: WaitOptions): Promise<void> {
  const { api, shell } = session;
  shell.err(`operation/${id} looks at it\n`);
  const operation = await follow(session, id, options.timeout);
  const code = exitOf(operation);
  if (code !== EXIT.done) {
    sayError(shell, operation);
    throw new Ended(code);
  }
  const ask = (query: { limit: number; cursor?: string }) =>
    answered(api.GET('/v1/operations/{id}/volumes', { params: { ...at(id).params, query } }));
  const { output: format } = options;
  if (format === 'json' || format === 'yaml') shell.out(printDocument(operation, format));
  else if (format === 'name') shell.out(`operation/${id}\n`);
  else
    shell.out(
      simulationLines(operation, await allOf(pages(undefined, ask)))
        .map((line) => `${plain(line)}\n`)
        .join(''),
    );
  if ((operation.simulation?.problems.length ?? 0) > 0) throw new Ended(EXIT.refused);
}
