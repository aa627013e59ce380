/** p-values adjusted for the false discovery rate (Benjamini and Hochberg, 1995), in the order given. Reject where adjusted <= q. */
export function adjusted(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const result = pValues.map(() => 1);
  let smallest = 1;
  for (const [i, { p, index }] of order.entries()) {
    smallest = Math.min(smallest, (p * pValues.length) / (pValues.length - i));
    result[index] = smallest;
  }
  return result;
}
