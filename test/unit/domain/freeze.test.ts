import { describe, expect, it } from 'vitest';
import { secondsWithin } from '../../../functions/domain/rule/freeze.ts';

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const FREEZE = { group: 0, namespaces: [], startedAt: at(10), thawedAt: at(20), endedAt: at(25) };

describe('what commands took of a freeze', () => {
  it('counts once where they ran side by side', () => {
    expect(secondsWithin(FREEZE, [span(11, 13), span(12, 12.5), span(12, 14), span(16, 17)])).toBe(4);
  });

  it('is what lies within it', () => {
    expect(secondsWithin(FREEZE, [span(1, 12), span(18, 400), span(30, 31)])).toBe(4);
  });

  it('is nothing where nothing stood still, or an end lies before its beginning', () => {
    const { startedAt: _, ...never } = FREEZE;
    expect(secondsWithin(never, [span(11, 13)])).toBe(0);
    expect(secondsWithin(FREEZE, [span(13, 11)])).toBe(0);
  });
});
