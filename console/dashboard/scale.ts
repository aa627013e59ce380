/** A round number at or above the largest value, so that a quarter of it is round too. */
export function roundAbove(largest: number): number {
  if (!(largest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= largest) ?? 10) * power;
}

const units: readonly (readonly [of: number, sign: string])[] = [[1e9, 'G'], [1e6, 'M'], [1e4, 'k']];

/** A number in a few signs: `0.125`, `42`, `1,250`, `12.5 k`. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [of, sign] = units.find(([limit]) => Math.abs(value) >= limit) ?? [1, ''];
  const shown = sign === 'k' ? value / 1000 : value / of;
  const digits = Math.abs(shown) >= 100 || Number.isInteger(shown) ? 0 : Math.abs(shown) >= 1 ? 2 : 4;
  return `${Number(shown.toFixed(digits)).toLocaleString('en-GB', { maximumFractionDigits: 4 })}${sign && ` ${sign}`}`;
}
