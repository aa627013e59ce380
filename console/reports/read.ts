import { decode } from '../../shared/catalog/names.ts';
import { verdictDocument, type KnownDecision } from '../../shared/retraining/verdict-document.ts';
import { listDocuments, readDocument } from '../documents.ts';
import type { Place } from '../place.ts';

/** A verdict on one change for one model. */
export interface Judged {
  readonly product: string;
  readonly model: string;
  readonly changeId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly decision: KnownDecision;
  /** Key of the page that shows it; absent where nothing was compared. */
  readonly report?: string;
}

const verdictKey = /^verdicts\/(?<database>[^/]+)\/(?<table>[^/]+)\/(?<model>[^/]+)\/(?<changeId>[^/]+?)\.json$/;

/** Whether a key is that of a report. */
export function isReport(key: string): boolean {
  return /^verdicts\/(?:[^/]+\/){3}[^/]+\.html$/.test(key);
}

/** All verdicts, the newest first. */
export async function readVerdicts(place: Place): Promise<readonly Judged[]> {
  const found = await listDocuments(place, 'verdicts/');
  const keys = new Set(found.map(({ key }) => key));
  const judged = await Promise.all(
    found.map(async ({ key, writtenAt }): Promise<Judged[]> => {
      const { database = '', table = '', model = '', changeId = '' } = verdictKey.exec(key)?.groups ?? {};
      if (database === '' || changeId === 'history' || changeId.endsWith('.constraint_violations')) return [];
      const decision = await readDocument(place, key, verdictDocument);
      if (decision === undefined) return [];
      const report = key.replace(/json$/, 'html');
      return [{ product: `${decode(database)}.${decode(table)}`, model, changeId, at: writtenAt, decision, ...(keys.has(report) && { report }) }];
    }),
  );
  return judged.flat().toSorted((a, b) => b.at - a.at);
}
