/** What has to hold; docs/simulation.md says what each is. */
export const invariants = [
  'comes to rest',
  'what is desired is actual',
  'no change lost',
  'nothing doubled',
  'nothing foreign touched',
  'nothing widened',
  'every failure visible',
  'every failure has a cause',
  'what failed is done again',
  'what is told is true',
  'all is repaired',
  'nothing of ours is left over',
] as const;

export type Invariant = (typeof invariants)[number];

/** One way in which a simulation did not end as it should. */
export interface Finding {
  readonly invariant: Invariant;
  readonly text: string;
}
