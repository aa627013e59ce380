/** What a test says about one column. */
export interface Scored {
  /** The test by the name that the preset's tool gives it. */
  readonly test: string;
  /** NaN where the tool gives NaN. */
  readonly score: number;
  readonly threshold: number;
  readonly drifted: boolean;
  readonly pValue?: number;
}

/** A column that the preset's tool cannot test: it raises an error there, or the test is not for this type. */
export class NotTestable extends Error {
  override readonly name = 'NotTestable';
}
