import type { Product } from '../../events/mesh/metadata.ts';
import type { Level } from '../drift/verdict.ts';
import type { Current, Done } from '../retraining/run-documents.ts';

/** What a dashboard shows in one row: a model with the table that it is trained on, or a database on which none is. */
export interface Row {
  readonly product: Product;
  readonly subscription: string;
  readonly link: string;
  /** Whether anything was ever granted on the link. */
  readonly isKnown: boolean;
  readonly model?: ModelState;
}

export interface ModelState {
  readonly name: string;
  readonly pipeline: string;
  readonly modelPackageGroup: string;
  /** The newest profile of the table. Times are milliseconds since the epoch. */
  readonly profile?: { readonly changeId: string; readonly readAt: number };
  /** What the last comparison with a baseline found. */
  readonly level?: Level;
  readonly run: RunState;
}

export interface RunState {
  readonly status: 'none' | 'under way' | 'held' | Done['status'];
  readonly since?: number;
  readonly executionArn?: string;
  /** Why it is held back. */
  readonly why?: string;
}

/** The run that a model has, the one that is held back, or the last one. */
export function runState({ run, held }: Current, last: Done | undefined): RunState {
  const execution = (arn: string | undefined) => (arn === undefined ? {} : { executionArn: arn });
  if (run !== null) return { status: 'under way', since: run.claimedAt, ...execution(run.executionArn) };
  if (held) return { status: 'held', since: held.until, why: held.why };
  return last === undefined ? { status: 'none' } : { status: last.status, since: last.doneAt, ...execution(last.executionArn) };
}

/** How much a row needs a look, from 0. */
export function severity({ isKnown, model }: Row): number {
  if (!isKnown) return 5;
  if (model === undefined) return 0;
  const { run, level, profile } = model;
  if (run.status === 'Failed' || run.status === 'Gone' || run.status === 'Stopped') return 6;
  if (profile === undefined) return 4;
  if (run.status === 'held') return 3;
  if (run.status === 'under way') return 2;
  // Drift on which the model was trained since is in order.
  const isTrained = run.status === 'Succeeded' && run.since !== undefined && run.since >= profile.readAt;
  return level === 'none' || level === undefined || isTrained ? 0 : 1;
}

/** The worst first; equal ones by name. */
export function worstFirst(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => severity(b) - severity(a) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

export function nameOf({ product: { database, table }, model }: Row): string {
  return [table === undefined ? database : `${database}.${table}`, ...(model === undefined ? [] : [model.name])].join(' · ');
}
