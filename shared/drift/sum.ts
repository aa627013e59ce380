/**
 * The sum of the numbers `at(0)` … `at(length - 1)` in numpy's order of additions (pairwise summation, eight accumulators): presets add floats as
 * their tools do, so that what is zero there is zero here.
 */
export function pairwiseSum(numbers: ArrayLike<number>, start = 0, length = numbers.length): number {
  if (length < 8) {
    let sum = 0;
    for (let i = start; i < start + length; i += 1) sum += numbers[i] ?? NaN;
    return sum;
  }
  if (length > 128) {
    const half = Math.floor(length / 2);
    const left = half - (half % 8);
    return pairwiseSum(numbers, start, left) + pairwiseSum(numbers, start + left, length - left);
  }
  const lanes = Array.from({ length: 8 }, (_, lane) => numbers[start + lane] ?? NaN);
  const whole = length - (length % 8);
  for (let i = 8; i < whole; i += 1) lanes[i % 8] = (lanes[i % 8] ?? 0) + (numbers[start + i] ?? NaN);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes;
  let sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
  for (let i = start + whole; i < start + length; i += 1) sum += numbers[i] ?? NaN;
  return sum;
}

export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i += 1) sum += counts[i] ?? 0;
  return sum;
}

export function shares(counts: ArrayLike<number>, of: number = total(counts)): number[] {
  return Array.from(counts, (count) => count / of);
}
