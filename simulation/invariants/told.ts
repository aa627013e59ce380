import type { Finding } from '../finding.ts';
import { textAt } from '../loose.ts';
import { meshesOf, type Evidence } from './evidence.ts';
import { grantText, wantedGrants } from './wanted-grants.ts';

const invariant = 'what is told is true';

/**
 * When Access Granted is told, everybody whom some version of mesh.yml names holds what it says of that table. Of what somebody has
 * taken away it may be told late.
 */
export function whatIsToldIsTrue(evidence: Evidence): Finding[] {
  return evidence.history.told.flatMap(({ time, event, held }): Finding[] => {
    const [database = '', table = ''] = [textAt(event.detail, 'metadata', 'product', 'database'), textAt(event.detail, 'metadata', 'product', 'table')];
    if (wasTakenAway(evidence, database, time)) return [];
    const grants = new Set(held.map(({ principal, permission, resource }) => grantText(principal, permission, resource)));
    const missing = meshesOf(evidence).map((mesh) => [...wantedGrants(mesh, database, [table])].filter((grant) => !grants.has(grant)));
    const [first] = missing.toSorted((a, b) => a.length - b.length)[0] ?? [];
    return first === undefined ? [] : [{ invariant, text: `Access Granted was told of ${database}.${table} though the grant is missing that ${first}` }];
  });
}

function wasTakenAway({ history }: Evidence, database: string, time: number): boolean {
  return history.deeds.some(({ deed, done, time: at }) => {
    if (!done || at > time) return false;
    if (deed.kind === 'revoke' || deed.kind === 'delete database') return deed.database === database;
    return deed.kind === 'delete table' && deed.product.database === database;
  });
}
