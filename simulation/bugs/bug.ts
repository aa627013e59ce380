/** A mistake that somebody could make: a piece of one source file, replaced before the functions are bundled. */
export interface Bug {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly says: string;
  /** Below the project's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}
