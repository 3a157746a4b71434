import { describe, expect, it } from 'vitest';
import { endOfOutput, MAX_OUTPUT_BYTES, wholeCharacters } from '../../../functions/domain/rule/command-output.ts';

describe('what a command has printed', () => {
  it('is kept whole up to the bound', () => {
    const text = 'ü'.repeat(MAX_OUTPUT_BYTES / 2);
    expect(endOfOutput(text)).toBe(text);
  });

  it('is cut to its end beyond it, with a mark, and never within a character', () => {
    const text = `${'x'.repeat(9000)}${'ü'.repeat(2500)} that is why`;
    const end = endOfOutput(text);
    expect(end).toMatch(/^…\nü+ that is why$/);
    expect(Buffer.byteLength(end)).toBeOneOf([MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES - 1]);
    expect(endOfOutput(end)).toBe(end);
  });

  it('that is no text is bounded as well', () => {
    const end = endOfOutput(Buffer.alloc(5000, 0x80).toString());
    expect(Buffer.byteLength(end)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
  });

  it('loses the rest of a character that its container has cut, and no other', () => {
    expect(wholeCharacters('…\n\uFFFD\uFFFDabc\uFFFD')).toBe('…\nabc\uFFFD');
    expect(wholeCharacters('\uFFFDabc')).toBe('\uFFFDabc');
  });
});
