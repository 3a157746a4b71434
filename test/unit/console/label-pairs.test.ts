import { describe, expect, it } from 'vitest';
import { labelsOf, parsePairs } from '../../../console/parts/label-pairs.ts';

describe('labels that are pasted', () => {
  it('become a row each, and a comma within a value stays in it', () => {
    expect(parsePairs('team=web, tier=gold,why=a, b')).toEqual([
      { key: 'team', value: 'web' },
      { key: 'tier', value: 'gold' },
      { key: 'why', value: 'a, b' },
    ]);
  });

  it.each(['web', '=web', ''])('are none where the text is %j', (text) => {
    expect(parsePairs(text)).toBeUndefined();
  });
});

describe('rows of labels', () => {
  it('are labels without those in which nothing is typed', () => {
    const rows = [
      { key: ' team ', value: 'web' },
      { key: '', value: '' },
    ];

    expect(labelsOf(rows)).toEqual({ team: 'web' });
  });
});
