/** A span of the cloud's time, milliseconds since the epoch. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What a visitor may choose, as CloudWatch offers it. */
export const ranges = { PT1H: '1 h', PT3H: '3 h', PT12H: '12 h', P1D: '1 d', P3D: '3 d', P1W: '1 w' } as const;

export type RangeName = keyof typeof ranges;

/** CloudWatch shows three hours unless the body says otherwise. */
const usual: RangeName = 'PT3H';

const hour = 3_600_000;
const lengths: Readonly<Record<string, number>> = { PT1H: hour, PT3H: 3 * hour, PT12H: 12 * hour, P1D: 24 * hour, P3D: 72 * hour, P1W: 168 * hour };

/** The name of the range to show: the visitor's, or else the dashboard's own (`-PT3H`). */
export function rangeName(asked: string | null, start: string | undefined): RangeName {
  const isName = (name: string | undefined): name is RangeName => name !== undefined && Object.hasOwn(ranges, name);
  const wish = asked ?? undefined;
  if (isName(wish)) return wish;
  const own = start?.replace(/^-/, '').replace(/^P7D$/, 'P1W').replace(/^PT24H$/, 'P1D');
  return isName(own) ? own : usual;
}

export function rangeOf(name: RangeName, now: number): Range {
  return { from: now - (lengths[name] ?? 0), to: now };
}
