import { describe, expect, it } from 'vitest';
import { parseSelectorText } from '../../../console/parts/selector-text.ts';
import { selectorText } from '../../../console/words/selections.ts';

describe('a label selector that is typed', () => {
  it('becomes labels, and expressions where it says more than equal', () => {
    expect(parseSelectorText('app=db, tier in (gold, silver),zone!=eu,!canary,owner')).toEqual({
      matchLabels: { app: 'db' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['gold', 'silver'] },
        { key: 'zone', operator: 'NotIn', values: ['eu'] },
        { key: 'canary', operator: 'DoesNotExist', values: [] },
        { key: 'owner', operator: 'Exists', values: [] },
      ],
    });
  });

  it('keeps both requirements of a key that is named twice', () => {
    expect(parseSelectorText('app=db,app==web')).toEqual({
      matchLabels: { app: 'db' },
      matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }],
    });
  });

  it('reads as it was stored once it is shown again', () => {
    const stored = {
      matchLabels: { 'app.kubernetes.io/name': 'orders' },
      matchExpressions: [
        { key: 'tier', operator: 'NotIn' as const, values: ['gold', 'silver'] },
        { key: 'canary', operator: 'DoesNotExist' as const, values: [] },
      ],
    };

    expect(parseSelectorText(selectorText(stored))).toEqual(stored);
  });

  it.each(['', 'app in (db', 'app=db,', 'a b', 'app in ()', '=db'])('is none where it is %j', (text) => {
    expect(parseSelectorText(text)).toBeUndefined();
  });
});
