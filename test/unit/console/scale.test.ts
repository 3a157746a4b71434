import { expect, it } from 'vitest';
import { createScale } from '../../../console/operations/states/scale.ts';

const HOUR = 3_600_000;

it('Without long waits each moment stands where its time is', () => {
  const { position } = createScale([0, 10, 20, 30, 40, 50, 60], false);

  expect([0, 30, 60].map(position)).toEqual([0, 0.5, 1].map((share) => expect.closeTo(share)));
});

it('A wait of two hours is folded, and what is short beside it can be seen', () => {
  const moments = [0, 1_000, 2_000, 2 * HOUR, 2 * HOUR + 1_000];
  const { segments, position } = createScale(moments, false);

  expect(segments.filter(({ folded }) => folded)).toMatchObject([{ from: 2_000, to: 2 * HOUR }]);
  expect(position(1_000)).toBeGreaterThan(0.25);
  expect(position(2 * HOUR + 1_000)).toBeCloseTo(1);
});

it('On the true scale nothing is folded', () => {
  const { segments, position } = createScale([0, 1_000, 2 * HOUR], true);

  expect(segments.some(({ folded }) => folded)).toBe(false);
  expect(position(1_000)).toBeLessThan(0.001);
});

it('Moments keep their order, and what lies outside stands at the ends', () => {
  const { position } = createScale([5, 5, 100, 40_000, 40_001], false);
  const places = [0, 5, 50, 100, 20_000, 40_000, 40_001, 99_999].map(position);

  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect([places[0], places.at(-1)]).toEqual([0, 1]);
});

it('Nothing that has happened yet is a scale of one moment', () => {
  expect(createScale([], false).position(7)).toBe(1);
  expect(createScale([3, 3], false).position(3)).toBe(0);
});
