import { describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { answeredAt } from '../../functions/operations/note-contact.ts';

const RUN = { kind: 'backup', phase: 'Succeeded', plannedAt: '01:00', finishedAt: '02:00', residuals: [] };
const LEFT = [{ kind: 'Operation', name: 'bk-1', reason: 'not cleaned up' }];

describe('the last answer of a cluster', () => {
  it.each([
    ['the end of a backup that has cleaned up', RUN, '02:00'],
    ['the plan of one that was sealed and could not clean up', { ...RUN, residuals: LEFT }, '01:00'],
    ['the plan of one that has failed', { ...RUN, phase: 'Failed' }, '01:00'],
  ])('is %s', (_, run, at) => {
    expect(answeredAt(run as unknown as Operation)).toBe(at);
  });
});
