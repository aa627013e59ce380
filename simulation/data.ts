/** One version of a product's data, small enough to be known in counts. */
export interface DataVersion {
  /** Data of different mixes have drifted from each other. */
  readonly mix: number;
  /** Data of one mix and different noise differ, but have not drifted. */
  readonly noise: number;
}

/** Every simulated table has these columns. */
export const columns = [
  { Name: 'segment', Type: 'string' },
  { Name: 'active', Type: 'boolean' },
] as const;

export interface Counts {
  readonly rows: number;
  /** By column, then by value as text. */
  readonly values: Readonly<Record<(typeof columns)[number]['Name'], ReadonlyMap<string, number>>>;
}

const segments = ['north', 'east', 'south', 'west'];
const shares = [640, 240, 80, 40];

/** How often each value occurs. */
export function countsOf({ mix, noise }: DataVersion): Counts {
  const segment = new Map(segments.map((name, index) => [name, (shares[(index + mix) % shares.length] ?? 0) + (index === 0 ? noise : 0)]));
  const rows = [...segment.values()].reduce((sum, count) => sum + count, 0);
  return { rows, values: { segment, active: new Map([['true', 500], ['false', rows - 500]]) } };
}

/** Where the producer puts a version: the folder's name says what is in it. */
export function locationOf(database: string, table: string, version: DataVersion, serial: number): string {
  return `s3://${bucket}/${database}/${table}/${serial}-mix${version.mix}-noise${version.noise}/`;
}

export const bucket = 'data-products-333333333333';

/** The version behind a location. Throws where no producer of the simulation put one. */
export function versionAt(location: string): DataVersion {
  const [, mix, noise] = /-mix(\d+)-noise(\d+)\/$/.exec(location) ?? [];
  if (mix === undefined || noise === undefined) throw new Error(`there is no simulated data at ${location}`);
  return { mix: Number(mix), noise: Number(noise) };
}

export function sameData(a: DataVersion, b: DataVersion): boolean {
  return a.mix % shares.length === b.mix % shares.length && a.noise === b.noise;
}
