/** The value in the middle of `values`, or the part `at` of the way up. */
export function quantile(values: readonly number[], at = 0.5): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? NaN;
}

export interface Slope {
  /** Of the line of least squares, in units of y for one of x. */
  slope: number;
  /** Half of the interval that holds the true slope in 95 of 100 cases. */
  error: number;
}

/** Student's t for 95 % on both sides, for 1, 2, 3, … degrees of freedom; 2 is near enough after the last. */
const STUDENT = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12,
  2.11, 2.1, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04,
];

/** The line of least squares through `points` of x and y; three at least. */
export function slopeOf(points: readonly (readonly [number, number])[]): Slope {
  const mean = (index: 0 | 1) =>
    points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const sum = (of: (x: number, y: number) => number) =>
    points.reduce((total, [x, y]) => total + of(x - x0, y - y0), 0);
  const spread = sum((x) => x * x);
  const slope = sum((x, y) => x * y) / spread;
  const residual = sum((x, y) => (y - slope * x) ** 2);
  const freedom = points.length - 2;
  const student = STUDENT[freedom - 1] ?? 2;
  return { slope, error: student * Math.sqrt(residual / freedom / spread) };
}
