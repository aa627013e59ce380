export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A score in a sentence. */
export function score(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return value !== 0 && Math.abs(value) < 0.001 ? value.toPrecision(2) : value.toFixed(3);
}
