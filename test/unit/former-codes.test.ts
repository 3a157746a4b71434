import { expect, it } from 'vitest';
import { failureView } from '../../functions/api/operations/views.ts';
import { FAULTS, remedyOf } from '../../functions/domain/errors.ts';
import { failureSchema } from '../../functions/domain/failure.ts';
import { codeOfToday } from '../../functions/domain/faults/former.ts';

const RENAMED = ['seal.missing', 'part.missing', 'repository.missing', 'snapshot.gone', 'volume.taken', 'ledger.busy'];

it.each(RENAMED)('%s of a record of an earlier release is read as a fault of today', (code) => {
  const { code: today } = failureSchema.parse({ code, message: 'it was so' });

  expect(Object.keys(FAULTS)).toContain(today);
  expect(Object.keys(FAULTS)).not.toContain(code);
  expect(remedyOf(code)).toBe(FAULTS[today].remedy);
});

it('a code of today stays what it is', () => {
  for (const code of Object.keys(FAULTS)) expect(codeOfToday(code)).toBe(code);
});

it('a record with a code of a later release is shown, with where to look it up', () => {
  const failure = failureSchema.parse({ code: 'thing.of_tomorrow', message: 'it will be so' });

  expect(failureView(failure)).toMatchObject({
    code: 'thing.of_tomorrow',
    remedy: expect.stringContaining('docs/errors.md'),
  });
});
