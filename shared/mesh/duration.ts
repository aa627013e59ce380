const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of a duration such as `5m`, `1h` or `2d`. Throws a RangeError when the text is none. */
export function durationSeconds(text: string): number {
  const match = /^([0-9]+)([smhd])$/.exec(text);
  const unit = unitSeconds[match?.[2] ?? ''];
  if (match === null || unit === undefined) throw new RangeError(`"${text}" is not a duration such as 5m or 1h`);
  return Number(match[1]) * unit;
}
