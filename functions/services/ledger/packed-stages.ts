import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Operation, OperationChanges } from '../../domain/operation/operation.ts';
import type { Item } from '../dynamodb/table.ts';

/**
 * An operation's row is written many times, and with it each of its indexes, which are paid by the kilobyte: its stages are
 * deflated, to about a fifth, in base64, so that a row is JSON wherever it is copied to.
 */
export function withPackedStages<Changes extends OperationChanges | Operation>({ stages, ...row }: Changes): Item {
  if (!stages) return row;
  return { ...row, stages: deflateRawSync(JSON.stringify(stages)).toString('base64') };
}

export function withStages({ stages, ...row }: Item): Item {
  if (typeof stages !== 'string') return row;
  return { ...row, stages: unpacked(stages) };
}

/** How states went is for people to look at: no row is lost for it. */
function unpacked(stages: string): unknown {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(stages, 'base64')).toString());
  } catch {
    return [];
  }
}
