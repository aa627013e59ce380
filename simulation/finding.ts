export type Invariant =
  | 'comes to rest'
  | 'what is desired is actual'
  | 'no change lost'
  | 'nothing doubled'
  | 'nothing foreign touched'
  | 'nothing widened'
  | 'every failure visible';

/** One way in which a simulation did not end as it should. */
export interface Finding {
  readonly invariant: Invariant;
  readonly text: string;
}
