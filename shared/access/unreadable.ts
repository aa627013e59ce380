import type { Mesh, Subscription } from '../mesh/mesh.ts';
import type { Finding } from './action.ts';

/** A query of a reader that was refused for good although everything is granted. */
export interface Refusal {
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
  readonly queryExecutionId: string;
  readonly attempt: number;
}

/** Only the owner of a location sees whether it is in hybrid access mode: here it shows in a refusal of what was granted. */
export function unreadable({ access }: Pick<Mesh, 'access'>, { name, hybridAccess }: Pick<Subscription, 'name' | 'hybridAccess'>, refusal: Refusal): Finding {
  const about = `${refusal.database}.${refusal.table}`;
  const problem = `the reader of ${name} was granted it and may not read it; query ${refusal.queryExecutionId} failed at attempt ${refusal.attempt}`;
  const shared = `Check that ${refusal.catalogId} still shares the table, with the LF-Tags of the subscription, and that its location is registered with Lake Formation.`;
  if (hybridAccess) return { kind: 'NotReadable', about, problem, remedy: shared };
  const optIn = access.delegated ? 'have a data lake administrator opt its readers in' : `set hybridAccess: true under ${name} in mesh.yml`;
  const remedy = `${shared} Where that location is in hybrid access mode, grants count only for principals that opted in: ${optIn}.`;
  return { kind: 'NotReadable', about, problem, remedy };
}
