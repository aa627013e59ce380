import { describe, expect, test } from 'vitest';
import { directShares } from '../../../shared/catalog/lake-formation-change.ts';
import { planInvitations, wasInvited, type Invitation } from '../../../shared/catalog/share-plan.ts';
import { newlyShared } from '../../../shared/catalog/shared-products.ts';
import { creditRisk, meshOf } from './meshes.ts';

const central = '111111111111';
const consumer = '222222222222';
const mesh = meshOf(creditRisk);
const hour = 3_600_000;
const now = Date.UTC(2026, 10, 22, 9);

function invitation(given: Partial<Invitation>): Invitation {
  const arn = `arn:aws:ram:eu-central-1:${given.owner ?? central}:resource-share-invitation/1`;
  return { arn, shareArn: 'share-1', shareName: 'LakeFormation-V4-A', owner: central, status: 'PENDING', sentAt: now, ...given };
}

const plan = (...invitations: Invitation[]) => planInvitations(mesh.trustedAccounts, invitations, consumer);

describe('what to do about an invitation', () => {
  test.each([
    ['waiting, trusted, of Lake Formation', {}, 'accept'],
    ['of an account that nobody trusts', { owner: '444444444444' }, 'untrusted'],
    ['to a share that is not of Lake Formation', { shareName: 'subnets' }, 'not lake formation'],
    ['to a share that hides the name in its middle', { shareName: 'my-LakeFormation-V4' }, 'not lake formation'],
    ['expired', { status: 'EXPIRED' }, 'expired'],
    ['rejected', { status: 'REJECTED' }, 'rejected'],
    ['accepted before', { status: 'ACCEPTED' }, 'nothing'],
    ['expired, of an account that nobody trusts', { status: 'EXPIRED', owner: '444444444444' }, 'nothing'],
    ['rejected, of another service', { status: 'REJECTED', shareName: 'subnets' }, 'nothing'],
  ] as const)('%s', (_, given, expected) => {
    const { accept, blocked } = plan(invitation(given));

    expect([...accept.map(() => 'accept'), ...blocked.map(({ reason }) => reason)]).toEqual(expected === 'nothing' ? [] : [expected]);
    for (const { remedy } of blocked) expect(remedy).toMatch(/111111111111|444444444444|resource-share-invitation/);
  });

  test('an expired one is no matter when a later one stands for its share', () => {
    const again = invitation({ arn: 'arn:aws:ram:eu-central-1:111111111111:resource-share-invitation/2', sentAt: now + hour });

    expect(plan(invitation({ status: 'EXPIRED' }), again)).toEqual({ accept: [again], blocked: [] });
  });
});

describe('what a share has newly brought', () => {
  const resource = (path: string, age: number, account = central) => ({ arn: `arn:aws:glue:eu-central-1:${account}:${path}`, changedAt: now - age });
  const product = { catalogId: central, database: 'credit_risk' };

  test.each([
    ['a table', [resource('table/credit_risk/applications', 0)], [{ ...product, table: 'applications' }]],
    ['several tables of one database, and the database', [resource('database/credit_risk', 0), resource('table/credit_risk/a', 0), resource('table/credit_risk/*', 0)], [product, { ...product, table: 'a' }]],
    ['something that joined long ago', [resource('table/credit_risk/applications', 2 * hour)], []],
    ['a database that nobody follows', [resource('database/other', 0)], []],
    ['something of another account', [resource('database/credit_risk', 0, '444444444444')], []],
    ['the catalog alone, as by tags', [resource('catalog', 0)], [product]],
    ['the catalog beside an old database', [resource('catalog', 0), resource('database/credit_risk', 2 * hour)], []],
  ] as const)('%s', (_, resources, expected) => {
    expect(newlyShared(mesh, resources, now, false)).toEqual(expected);
  });

  test('all of it, when an invitation has just let it in', () => {
    expect(newlyShared(mesh, [resource('database/credit_risk', 11 * hour)], now, true)).toEqual([product]);
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('in the partition %s (pitfall 37)', (partition) => {
    const arn = `arn:${partition}:glue:some-region:${central}:database/credit_risk`;

    expect(newlyShared(mesh, [{ arn, changedAt: now }], now, false)).toEqual([product]);
  });

  test.each([
    ['of this share', { status: 'ACCEPTED' }, 'share-1', true],
    ['of another share', { status: 'ACCEPTED' }, 'share-2', false],
    ['where AWS RAM does not say which', { status: 'ACCEPTED' }, undefined, true],
    ['of yesterday', { status: 'ACCEPTED', sentAt: now - 24 * hour }, 'share-1', false],
    ['that waits', {}, 'share-1', false],
  ] as const)('an invitation %s', (_, given, share, expected) => {
    expect(wasInvited([invitation(given)], share, now)).toBe(expected);
  });
});

describe('a share straight to a principal', () => {
  const grant = (eventName: string, principal: string, more: object = {}) => ({
    eventName,
    requestParameters: { principal: { dataLakePrincipalIdentifier: principal }, resource: { database: { name: 'Credit_Risk' } } },
    ...more,
  });
  const role = `arn:aws:iam::${consumer}:role/scientist`;

  test('names principal and product', () => {
    expect(directShares(mesh, grant('GrantPermissions', role))).toEqual([{ principal: role, product: { catalogId: central, database: 'credit_risk' } }]);
  });

  test('is found in a batch, except what failed', () => {
    const entry = (id: string) => ({ id, principal: { dataLakePrincipalIdentifier: role }, resource: { database: { name: id } } });
    const record = {
      eventName: 'BatchGrantPermissions',
      requestParameters: { entries: [entry('a'), entry('b')] },
      responseElements: { failures: [{ requestEntry: { id: 'b' } }] },
    };

    expect(directShares(mesh, record).map(({ product }) => product.database)).toEqual(['a']);
  });

  test.each([
    ['to the account', grant('GrantPermissions', consumer)],
    ['to a role of another account', grant('GrantPermissions', 'arn:aws:iam::444444444444:role/r')],
    ['that was refused', grant('GrantPermissions', role, { errorCode: 'AccessDeniedException' })],
    ['that is taken back', grant('RevokePermissions', role)],
  ])('is not one %s', (_, record) => {
    expect(directShares(mesh, record)).toEqual([]);
  });
});
