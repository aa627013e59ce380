import fc from 'fast-check';
import type { Action } from '../../shared/access/action.ts';
import type { AccessState, OwnDatabase, SharedDatabase } from '../../shared/access/state.ts';
import { grantKey, joined, minus, type Grant, type Permission, type Resource } from '../../shared/catalog/grant-plan.ts';
import type { Access, Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import { linkName } from '../../shared/mesh/names.ts';
import { meshOf, subscription } from '../../test/shared/catalog/meshes.ts';
import { accounts } from '../places.ts';

const { central, consumer, producer: partner } = accounts;
const databases = ['alpha', 'beta', 'gamma_1', 'gamma_2', 'delta'] as const;
const tables = ['t1', 't2', 'u1'] as const;
const roles = ['a', 'b', 'c'] as const;

const role = (name: string) => `arn:aws:iam::${consumer}:role/${name}`;
/** Everybody who may hold something: roles of mesh.yml, our own, and one that nobody names. */
export const principals = [...roles, 'stranger', 'reader-s1', 'pipeline'].map(role);
export const ownRoles = (name: string) => [role(`reader-${name}`), role('pipeline')];

const access: fc.Arbitrary<Access> = fc.oneof(
  fc.record({ by: fc.constant('tags' as const), lfTags: fc.dictionary(fc.constantFrom('k', 'l'), fc.subarray(['v', 'w'], { minLength: 1 }), { minKeys: 1 }) }),
  fc.record({ by: fc.constant('tables' as const), tables: fc.subarray(['*', 't1', 't*', 'u1'], { minLength: 1 }) }),
);
const permissions = fc.subarray<'SELECT' | 'DESCRIBE'>(['SELECT', 'DESCRIBE'], { minLength: 1 });

function subscriptionOf(name: string): fc.Arbitrary<Subscription> {
  const given = fc.record({
    catalog: fc.option(fc.constant(partner), { nil: undefined, freq: 4 }),
    database: fc.constantFrom<string>(...databases, 'gamma_*', '*'),
    fixed: fc.option(fc.constantFrom('rl_one', 'rl_alpha', 'rl_beta'), { nil: undefined }),
    tables: fc.constantFrom<string[]>(['*'], ['t*'], ['t1', 'u1']),
    links: fc.constantFrom<Subscription['links']>('database', 'database', 'tables'),
    hybridAccess: fc.boolean(),
    access,
    roles: fc.uniqueArray(fc.record({ arn: fc.constantFrom(...roles.map(role)), permissions, access }), { maxLength: 3, selector: ({ arn }) => arn }),
  });
  return given.map(({ catalog, fixed, ...rest }) => {
    const named = { ...rest, name, ...(catalog !== undefined && { catalog }) };
    const isGlob = rest.database.includes('*');
    return subscription(isGlob ? named : { ...named, link: linkName({ link: fixed, catalog }, rest.database) });
  });
}

/** Any mesh.yml, those too whose names collide. */
export const anyMesh: fc.Arbitrary<Mesh> = fc
  .record({ subscriptions: fc.tuple(subscriptionOf('s1'), subscriptionOf('s2'), subscriptionOf('s3')), count: fc.integer({ min: 1, max: 3 }), removalLimit: fc.constantFrom(0, 0.2, 1) })
  .map(({ subscriptions, count, removalLimit }) => ({ ...meshOf(...subscriptions.slice(0, count)), access: { removalLimit, delegated: false } }));

const shared: fc.Arbitrary<SharedDatabase[]> = fc.uniqueArray(
  fc.record({ catalogId: fc.constantFrom(central, central, partner), database: fc.constantFrom(...databases), tables: fc.subarray([...tables]) }),
  { selector: ({ catalogId, database }) => `${catalogId} ${database}`, maxLength: 6 },
);

const names = ['rl_one', 'rl_alpha', 'rl_beta', 'rl_gamma_1', 'rl_old', ...databases.map((database) => linkName({ catalog: partner }, database))];
const target = fc.record({ catalogId: fc.constantFrom(central, partner), database: fc.constantFrom(...databases) });
const ownTable = fc.record({ name: fc.constantFrom(...tables), target: fc.option(fc.tuple(target, fc.constantFrom(...tables)).map(([of, table]) => ({ ...of, table })), { nil: undefined }) });
const ownDatabase: fc.Arbitrary<OwnDatabase> = fc
  .record({
    name: fc.constantFrom(...names),
    target: fc.option(target, { nil: undefined }),
    ours: fc.boolean(),
    tables: fc.uniqueArray(ownTable, { selector: ({ name }) => name, maxLength: 3 }),
  })
  .map(({ name, target: of, ours, tables: within }) => ({
    name,
    ours,
    ...(of === undefined
      ? { tables: within.map((table) => ({ name: table.name, ...(table.target !== undefined && { target: table.target }) })) }
      : { target: of }),
  }));

const resource: fc.Arbitrary<Resource> = fc.oneof(
  fc.record({ kind: fc.constant('database' as const), catalogId: fc.constant(consumer), database: fc.constantFrom(...names) }),
  fc.record({ kind: fc.constant('database' as const), catalogId: fc.constantFrom(central, partner), database: fc.constantFrom(...databases) }),
  fc.record({ kind: fc.constant('all tables' as const), catalogId: fc.constant(central), database: fc.constantFrom(...databases) }),
  fc.record({ kind: fc.constant('table' as const), catalogId: fc.constant(central), database: fc.constantFrom(...databases), table: fc.constantFrom(...tables) }),
  fc.record({ kind: fc.constant('table' as const), catalogId: fc.constant(consumer), database: fc.constantFrom(...names), table: fc.constantFrom(...tables) }),
  fc.record({
    kind: fc.constant('tagged' as const),
    catalogId: fc.constantFrom(central, partner),
    type: fc.constantFrom('DATABASE' as const, 'TABLE' as const),
    tags: fc.dictionary(fc.constantFrom('k', 'l'), fc.subarray(['v', 'w'], { minLength: 1 }), { minKeys: 1 }),
  }),
);
const grant: fc.Arbitrary<Grant> = fc.record({
  principal: fc.constantFrom(...principals),
  resource,
  permissions: fc.subarray<Permission>(['SELECT', 'DESCRIBE', 'OPT_IN'], { minLength: 1 }),
});

/** Any state, and among its receipts some for what is held and some for what nobody holds any more. */
export const anyState: fc.Arbitrary<AccessState> = fc
  .record({ shared, databases: fc.uniqueArray(ownDatabase, { selector: ({ name }) => name, maxLength: 6 }), grants: fc.array(grant, { maxLength: 10 }), receipts: fc.array(grant, { maxLength: 4 }), claimed: fc.nat({ max: 1023 }) })
  .map(({ claimed, receipts, ...drawn }) => {
    // Nothing is granted in the own catalog on what does not exist.
    const exists = ({ resource: of }: Grant) => of.kind === 'tagged' || of.catalogId !== consumer || drawn.databases.some(({ name }) => name === of.database);
    const state = { ...drawn, grants: drawn.grants.filter(exists) };
    return { ...state, receipts: [...receipts, ...state.grants.filter((_, index) => (claimed & (1 << index)) !== 0)] };
  });

/** Carries out an action as AWS would, or throws where AWS would refuse it or where it would touch what is not ours. */
export function carryOut(state: AccessState, action: Action): AccessState {
  switch (action.do) {
    case 'create link':
    case 'create home': {
      if (named(state, action.name) !== undefined) throw new Error(`${action.name} is taken`);
      const created = action.do === 'create link' ? { target: action.target } : { tables: [] };
      return { ...state, databases: [...state.databases, { name: action.name, ours: true, ...created }] };
    }
    case 'create table link': {
      const home = ourHome(state, action.home);
      if (home.tables?.some(({ name }) => name === action.name) === true) throw new Error(`${action.name} is taken`);
      return replaced(state, { ...home, tables: [...(home.tables ?? []), { name: action.name, target: action.target }] });
    }
    case 'delete table link': {
      const home = ourHome(state, action.home);
      if (home.tables?.find(({ name }) => name === action.name)?.target === undefined) throw new Error(`${action.name} is no link`);
      const after = replaced(state, { ...home, tables: home.tables.filter(({ name }) => name !== action.name) });
      return dropped(after, (of) => of.kind === 'table' && of.catalogId === consumer && of.database === action.home && of.table === action.name);
    }
    case 'delete link':
    case 'delete home': {
      const found = named(state, action.name);
      if (found?.ours !== true) throw new Error(`${action.name} is not ours`);
      if ((action.do === 'delete link') !== (found.target !== undefined)) throw new Error(`${action.name} is something else`);
      if ((found.tables ?? []).length > 0) throw new Error(`${action.name} is not empty`);
      const after = { ...state, databases: state.databases.filter(({ name }) => name !== action.name) };
      return dropped(after, (of) => of.kind !== 'tagged' && of.catalogId === consumer && of.database === action.name);
    }
    case 'grant':
      if (minus([action.grant], state.grants).length === 0) throw new Error('it is held already');
      return { ...state, grants: joined([...state.grants, action.grant]), receipts: joined([...state.receipts, action.grant]) };
    case 'revoke':
      if (minus([action.grant], state.receipts).length > 0) throw new Error('there is no receipt for it');
      if (minus([action.grant], state.grants).length > 0) throw new Error('nobody holds it');
      return { ...state, grants: minus(state.grants, [action.grant]), receipts: minus(state.receipts, [action.grant]) };
    case 'forget receipt':
      return { ...state, receipts: minus(state.receipts, [action.grant]) };
  }
}

function named({ databases: all }: AccessState, name: string): OwnDatabase | undefined {
  return all.find((database) => database.name === name);
}

function ourHome(state: AccessState, name: string): OwnDatabase {
  const home = named(state, name);
  if (home?.ours !== true || home.target !== undefined) throw new Error(`${name} is no database of ours`);
  return home;
}

function replaced(state: AccessState, database: OwnDatabase): AccessState {
  return { ...state, databases: state.databases.map((each) => (each.name === database.name ? database : each)) };
}

/** What is granted on something goes with it. */
function dropped(state: AccessState, isAbout: (resource: Resource) => boolean): AccessState {
  return { ...state, grants: state.grants.filter((each) => !isAbout(each.resource)) };
}

/** What was not ours and is not as it was: databases, tables in ours, and what was held without a receipt. */
export function touched(before: AccessState, after: AccessState): readonly string[] {
  const changed = before.databases.flatMap((database) => {
    const now = named(after, database.name);
    if (database.ours !== true) return JSON.stringify(now) === JSON.stringify(database) ? [] : [database.name];
    const lost = (database.tables ?? []).filter(({ name, target: of }) => of === undefined && now?.tables?.some((table) => table.name === name) !== true);
    return lost.map(({ name }) => `${database.name}.${name}`);
  });
  // What others granted on a link of ours goes with the link.
  const stays = (of: Resource) => of.kind === 'tagged' || of.catalogId !== consumer || named(before, of.database)?.ours !== true;
  const others = minus(before.grants, before.receipts).filter((each) => stays(each.resource));
  return [...changed, ...minus(others, after.grants).map((each) => `taken: ${grantKey(each)}`)];
}
