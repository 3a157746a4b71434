import { describe, expect, it } from 'vitest';
import { sentenceOf } from '../../../console/words/policies.ts';

describe('an entry of a policy', () => {
  it.each([
    [{ id: 'e', kind: 'interval', every: '6h', keep: 1 } as const, 'Every 6 h, 1 backup kept'],
    [{ id: 'e', kind: 'daily', at: '02:00', keep: 7 } as const, 'Every day at 02:00, 7 backups kept'],
    [
      {
        id: 'e',
        kind: 'weekly',
        days: ['FRI' as const, 'MON' as const, 'WED' as const],
        at: '02:00',
        keep: 4,
      } as const,
      'Every Monday, Wednesday and Friday at 02:00, 4 backups kept',
    ],
    [
      { id: 'e', kind: 'monthly', day: 'last', at: '02:00', keep: 12 } as const,
      'On the last day of each month at 02:00, 12 backups kept',
    ],
    [
      { id: 'e', kind: 'once', at: '2026-12-01T02:00', keep: 1 } as const,
      'Once, on 2026-12-01 at 02:00, 1 backup kept',
    ],
  ])('is a sentence: %j', (entry, sentence) => {
    expect(sentenceOf({ ...entry } as Parameters<typeof sentenceOf>[0])).toBe(sentence);
  });
});
