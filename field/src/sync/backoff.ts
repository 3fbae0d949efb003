const FIRST = 15_000;
const LONGEST = 15 * 60_000;

/** Milliseconds to wait after the nth failure in a row: doubling, with some chance, so that phones do not come at once. */
export function pauseAfter(failures: number, chance: number = Math.random()): number {
  const pause = Math.min(LONGEST, FIRST * 2 ** Math.max(0, failures - 1));
  return Math.round(pause * (0.75 + chance / 2));
}
