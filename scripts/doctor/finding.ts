import type { Look } from './look.ts';

/** Something that is not as meshloop needs it. */
export interface Finding {
  readonly what: string;
  readonly why: string;
  /** A command or a step in the console. */
  readonly remedy: string;
}

export interface Check {
  /** What is looked at, as a noun phrase. */
  readonly title: string;
  /** Whose account is asked. */
  readonly account: 'consumer' | 'central';
  /** Reads and judges. Throws where AWS does not let it look. */
  readonly findings: (look: Look) => Promise<readonly Finding[]>;
}

/** What became of a check. `skipped`: nobody gave credentials for its account. */
export type Outcome =
  | { readonly check: Check; readonly state: 'looked'; readonly findings: readonly Finding[] }
  | { readonly check: Check; readonly state: 'could not look'; readonly reason: string }
  | { readonly check: Check; readonly state: 'skipped' };
