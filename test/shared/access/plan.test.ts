import { describe, expect, test } from 'vitest';
import { planAccess } from '../../../shared/access/plan.ts';
import type { AccessState, OwnTable } from '../../../shared/access/state.ts';
import { meshOf, subscription } from '../catalog/meshes.ts';

const [central, consumer] = ['111111111111', '222222222222'];
const mesh = meshOf(subscription({ name: 's', database: 'a', links: 'tables' }));
const linked = (table: string): OwnTable => ({ name: table, target: { catalogId: central, database: 'a', table } });
const nobody = () => [];

/** The home of the database's table links; `shared` are the tables that central shares now. */
function state(shared: readonly string[], links: readonly OwnTable[]): AccessState {
  return { shared: [{ catalogId: central, database: 'a', tables: shared }], databases: [{ name: 'rl_a', ours: true, tables: links }], grants: [], receipts: [] };
}

describe('links to tables whose database is still shared', () => {
  const ten = Array.from({ length: 10 }, (_, index) => `t${index}`);

  test.each([
    [8, undefined],
    [7, '3 of 10 links to tables would be removed, and mesh.yml lets 2 go at once'],
    [0, '10 of 10 links to tables would be removed, and mesh.yml lets 2 go at once'],
  ])('of ten, %i remain: held back is %j', (remaining, reason) => {
    const plan = planAccess(mesh, nobody, state(ten.slice(0, remaining), ten.map(linked)));

    expect(plan.held?.reason).toBe(reason);
    expect((plan.held?.actions ?? plan.actions).filter((action) => action.do === 'delete table link')).toHaveLength(10 - remaining);
    expect(plan.actions.some((action) => action.do === 'delete table link')).toBe(reason === undefined);
  });

  test('go with their home as one link', () => {
    const gone = planAccess(mesh, nobody, { ...state([], ten.map(linked)), shared: [] });

    expect(gone.held).toBeUndefined();
    expect(gone.actions.at(-1)).toMatchObject({ do: 'delete home', name: 'rl_a' });
  });
});

describe('a table of somebody else where a table link should be', () => {
  test.each([
    ['a real table', { name: 't1' }],
    ['a link to another table', linked('t2')],
  ])('%s: nothing is granted or taken on it', (_, other) => {
    const on = (table: string) => ({ kind: 'table' as const, catalogId: consumer, database: 'rl_a', table });
    const held = { principal: 'somebody', resource: on('t1'), permissions: ['DESCRIBE' as const] };
    const taken = { ...state(['t1', 't2'], [{ ...other, name: 't1' }]), grants: [held], receipts: [held] };

    const plan = planAccess(mesh, () => ['reader'], taken);

    expect(plan.findings).toMatchObject([{ about: 'rl_a.t1', problem: 'stands for something else than the shared table' }]);
    const tables = plan.actions.flatMap((action) => ('grant' in action && action.grant.resource.kind === 'table' && action.grant.resource.catalogId === consumer ? [action.grant.resource.table] : []));
    expect(tables).toEqual(['t2']);
  });
});
