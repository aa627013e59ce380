import type { Metadata } from '../../events/mesh/metadata.ts';
import type { Finding } from '../access/action.ts';
import type { Context } from './context.ts';
import { SyncError } from './errors.ts';
import { reportFailure } from './sync-failed.ts';

/** A finding of the planner as a failure: its kind is the code that a reader of events picks it out by. */
export class Found extends SyncError {
  override readonly name: string;

  constructor({ kind, about, problem, remedy }: Finding) {
    super('invalid', `${about}: ${problem}`, remedy);
    this.name = kind ?? 'Refused';
  }
}

/** Tells what a person has to do, each as Sync Failed; a finding with a kind is a metric of that name too. */
export async function reportFindings(
  context: Context,
  subject: Pick<Metadata, 'product' | 'changeId'>,
  causationId: string,
  findings: readonly Finding[],
): Promise<void> {
  for (const finding of findings) await reportFailure(context, subject, causationId, new Found(finding));
}
