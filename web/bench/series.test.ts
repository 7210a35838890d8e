import { expect, test } from 'vitest';

import { quantile, slopeOf } from './series.ts';

test('quantiles are values that were measured', () => {
  expect(quantile([3, 1, 2])).toBe(2);
  expect(quantile([5, 1, 4, 2, 3, 6, 7, 8, 9, 10], 0.9)).toBe(10);
  expect(quantile([])).toBeNaN();
});

test('a straight line has its slope and no error', () => {
  const { slope, error } = slopeOf([0, 1, 2, 3].map((x) => [x, 5 - 2 * x]));
  expect(slope).toBeCloseTo(-2);
  expect(error).toBeCloseTo(0);
});

// Anscombe's first set, whose regression is known: slope 0.500 with a standard error of 0.118, nine degrees of freedom.
test('the error of a scattered line is that of Student', () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const { slope, error } = slopeOf(x.map((value, index) => [value, y[index] ?? NaN]));
  expect(slope).toBeCloseTo(0.5, 3);
  expect(error).toBeCloseTo(0.1179 * 2.26, 3);
});
