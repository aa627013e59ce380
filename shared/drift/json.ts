/** JSON in which infinite and undefined numbers are the strings "inf", "-inf" and "nan". */
export function toJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'number' && !Number.isFinite(item) ? nonFinite(item) : item), indent);
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
