import type { Schemas } from '../../client/client.ts';
import { bytes, counted } from '../words/bytes.ts';
import { isOpen } from '../words/phases.ts';

/** `6 of 14 volumes, 26.1 GB`, of what is under way. */
export function progressText(operation: Pick<Schemas['OperationSummary'], 'phase' | 'counts' | 'bytes'>): string {
  if (!isOpen(operation)) return '';
  const { volumes, done, adopted, ready } = operation.counts;
  const through = done ?? adopted ?? ready;
  const said = [
    ...(volumes === undefined || through === undefined ? [] : [`${through} of ${counted(volumes, 'volume')}`]),
    ...(operation.bytes > 0 ? [bytes(operation.bytes)] : []),
  ];
  return said.join(', ');
}
