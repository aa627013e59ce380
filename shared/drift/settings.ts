/** What a subscription can say about drift (`drift` in mesh.yml). Column names are exact here: globs are resolved by whoever reads the file. */
export interface Settings {
  readonly preset: Preset;
  /** One test for all columns instead of the preset's choice: a name of `measures`, or the preset's tool's own. */
  readonly test: string | undefined;
  /** Score from which a column counts as drifted. Without it each test's own default: that of `measures` for ours, the tool's for a preset. */
  readonly threshold: number | undefined;
  /** False discovery rate of the Benjamini-Hochberg procedure over the columns (`meshloop` only). */
  readonly significance: number;
  /** With fewer rows on either side there is no verdict by columns. */
  readonly minimumRows: number;
  /** The data drifted when the weighted share of drifted columns is above zero and at least this. Without it the preset's: 0 (any column), 0.5 for `evidently`. */
  readonly share: number | undefined;
  readonly ignore: readonly string[];
  /** One of these drifting is enough, whatever the share. */
  readonly critical: readonly string[];
  readonly thresholds: Readonly<Record<string, number>>;
  /** Weight of a column in the share, 1 unless given. */
  readonly weights: Readonly<Record<string, number>>;
  /** Change of the share of nulls (absolute) that counts as drift when it is significant too. */
  readonly nullShare: number;
  /** Share of rows with categories that the baseline does not know, likewise. */
  readonly unseenShare: number;
  /** Growth: at least this many times the baseline's rows. */
  readonly growth: number;
  /** Shrinkage: at most this share of the baseline's rows. */
  readonly shrinkage: number;
  /** The data may be this old (milliseconds). */
  readonly maximumAge: number;
  /** Drift counts when `n` of the last `m` verdicts (this one included) found it. */
  readonly hysteresis: { readonly n: number; readonly m: number };
  /** Verdicts and reports never name a category. */
  readonly maskValues: boolean;
  /** What follows from what: `retrain` makes the verdict `drift`, `warn` makes it `possible`, `ignore` leaves it. */
  readonly consequences: Readonly<Record<Cause, Consequence>>;
}

export type Preset = 'meshloop' | 'evidently' | 'nannyml' | 'model-monitor';
/** `schema`: a column is missing or has another type; `added`: there is a new one. */
export type Cause = 'drift' | 'schema' | 'added' | 'growth' | 'shrinkage' | 'age';
export type Consequence = 'retrain' | 'warn' | 'ignore';

/** Each default with where it comes from is in docs/drift.md, "Defaults". */
export const defaultSettings: Settings = {
  preset: 'meshloop',
  test: undefined,
  threshold: undefined,
  significance: 0.005,
  minimumRows: 100,
  share: undefined,
  ignore: [],
  critical: [],
  thresholds: {},
  weights: {},
  nullShare: 0.05,
  unseenShare: 0.05,
  growth: 2,
  shrinkage: 0.5,
  maximumAge: Infinity,
  hysteresis: { n: 1, m: 1 },
  maskValues: false,
  consequences: { drift: 'retrain', schema: 'warn', added: 'ignore', growth: 'ignore', shrinkage: 'warn', age: 'warn' },
};

/** What the caller gave, the rest by default. A member that is given as undefined counts as not given. */
export function complete(settings: Partial<Settings>): Settings {
  return { ...defaultSettings, ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) };
}
