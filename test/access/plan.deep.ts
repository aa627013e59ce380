import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allWantedGrants } from '../../shared/access/grants.ts';
import { wantedLinks } from '../../shared/access/links.ts';
import { planAccess } from '../../shared/access/plan.ts';
import type { AccessState } from '../../shared/access/state.ts';
import { minus } from '../../shared/catalog/grant-plan.ts';
import { anyMesh, anyState, carryOut, ownRoles, touched } from '../../simulation/access/any.ts';

const cases = 10_000;

describe(`any mesh.yml on any state (${cases} cases)`, () => {
  test('one plan brings what is there to what is wanted, a second one is empty, and nothing foreign has changed', () => {
    const seen = { actions: new Set<string>(), held: 0, refused: 0 };
    fc.assert(
      fc.property(anyMesh, anyState, (mesh, state) => {
        const proposal = planAccess(mesh, ownRoles, state);
        if (proposal.held !== undefined) seen.held += 1;
        const plan = proposal.held === undefined ? proposal : planAccess(mesh, ownRoles, state, [proposal.hash]);
        holds(plan.hash === proposal.hash && plan.held === undefined, 'its hash releases the plan');

        let after: AccessState = state;
        for (const action of plan.actions) {
          seen.actions.add(action.do);
          after = carryOut(after, action);
        }

        const again = planAccess(mesh, ownRoles, after);
        const wanted = allWantedGrants(mesh, state.shared, ownRoles);
        holds(again.actions.length === 0 && again.held === undefined, `a second plan is empty: ${JSON.stringify(again)}`);
        holds(touched(state, after).length === 0, `nothing foreign has changed: ${touched(state, after).join(', ')}`);
        holds(minus(minus(after.grants, state.grants), wanted).length === 0, 'nobody has more than was wanted');
        const refused = again.findings.map(({ about }) => about);
        seen.refused += refused.length;
        for (const { name, target, links } of wantedLinks(mesh, state.shared)) {
          const found = after.databases.find((database) => database.name === name);
          const right = links === 'tables' ? found?.ours === true : found?.target?.catalogId === target.catalogId && found.target.database === target.database;
          holds(right || refused.includes(name), `${name} is right or refused`);
        }
        if (refused.length > 0) return;
        holds(minus(wanted, after.grants).length === 0, 'all that was wanted is granted');
        holds(minus(after.receipts, wanted).length === 0, 'nothing of ours is left over');
      }),
      { numRuns: cases, seed: 20261122 },
    );
    // The cases reach every kind of action, and both refusals and removals that are held back.
    expect([...seen.actions].toSorted()).toEqual([
      'create home', 'create link', 'create table link', 'delete home', 'delete link', 'delete table link', 'forget receipt', 'grant', 'revoke',
    ]);
    expect(Math.min(seen.held, seen.refused)).toBeGreaterThan(100);
  });

  test('what is held back is never carried out without its hash, and a held plan still gives', () => {
    let count = 0;
    fc.assert(
      fc.property(anyMesh, anyState, (mesh, state) => {
        const { held, actions } = planAccess(mesh, ownRoles, state);
        if (held !== undefined) count += 1;
        const removed = new Set<unknown>(held?.actions);
        const other = planAccess(mesh, ownRoles, state, ['another hash']);
        const released = planAccess(mesh, ownRoles, state, [held?.hash ?? '']);
        holds(!actions.some((action) => removed.has(action)), 'what is held back is no action');
        holds(JSON.stringify(other.held) === JSON.stringify(held), 'another hash releases nothing');
        holds(JSON.stringify(released.actions) === JSON.stringify([...actions, ...(held?.actions ?? [])]), 'its hash releases it');
      }),
      { numRuns: 1000, seed: 20261122 },
    );
    expect(count).toBeGreaterThan(50);
  });
});

/** As `expect`, which would take most of the time of so many cases. */
function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}
