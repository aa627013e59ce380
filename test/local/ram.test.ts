import { describe, expect, it } from 'vitest';
import { CreateDatabaseCommand, CreateTableCommand, GetDatabaseCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import {
  AcceptResourceShareInvitationCommand,
  DisassociateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  ListResourcesCommand,
  RejectResourceShareInvitationCommand,
  type ResourceShareInvitation,
} from '@aws-sdk/client-ram';
import { CENTRAL, CONSUMER, Governance, REGION, grant, type Hands } from './support-governance.ts';

const APPLICATIONS = { Table: { DatabaseName: 'credit_risk', Name: 'applications' } };
const HOUR = 3_600_000;

interface Scene {
  readonly world: Governance;
  readonly steward: Hands;
  readonly admin: Hands;
  /** New sessions, when the first have expired. */
  later(): Promise<{ steward: Hands; admin: Hands }>;
}

async function scene(organization?: readonly string[]): Promise<Scene> {
  const world = new Governance(organization && { organization });
  const stewardRole = await world.role(CENTRAL, 'data-steward');
  const adminRole = await world.role(CONSUMER, 'link-product');
  await world.settle(CENTRAL, [stewardRole]);
  await world.settle(CONSUMER, [adminRole]);
  const steward = await world.as(stewardRole);
  await steward.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }));
  for (const Name of ['applications', 'payments'])
    await steward.glue.send(new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name } }));
  const later = async () => ({ steward: await world.as(stewardRole), admin: await world.as(adminRole) });
  return { world, steward, admin: await world.as(adminRole), later };
}

async function invitations({ admin }: { admin: Hands }): Promise<ResourceShareInvitation[]> {
  const all: ResourceShareInvitation[] = [];
  let nextToken: string | undefined;
  do {
    const page = await admin.ram.send(new GetResourceShareInvitationsCommand({ nextToken }));
    all.push(...(page.resourceShareInvitations ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return all;
}

const read = new GetTableCommand({ CatalogId: CENTRAL, DatabaseName: 'credit_risk', Name: 'applications' });

describe('inside one Organization', () => {
  it('a share is there without invitation, named after Lake Formation, and lists what it holds', async () => {
    const given = await scene();
    await given.steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT', 'DESCRIBE'], ['SELECT']));
    expect(await invitations(given)).toEqual([]);
    const { resourceShares } = await given.admin.ram.send(new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }));
    expect(
      resourceShares?.every(
        ({ name, owningAccountId, status }) => name?.startsWith('LakeFormation-') && owningAccountId === CENTRAL && status === 'ACTIVE',
      ),
    ).toBe(true);
    const { resources } = await given.admin.ram.send(
      new ListResourcesCommand({ resourceOwner: 'OTHER-ACCOUNTS', resourceType: 'glue:Table' }),
    );
    expect(resources).toMatchObject([{ arn: `arn:aws:glue:${REGION}:${CENTRAL}:table/credit_risk/applications`, type: 'glue:Table' }]);
    expect((await given.admin.ram.send(new ListResourcesCommand({ resourceOwner: 'SELF' }))).resources).toEqual([]);
  });

  it('a second table joins the share, and each is announced', async () => {
    const { world, steward, admin } = await scene();
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT']));
    const shares = await admin.ram.send(new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }));
    const before = world.eventsOf(CONSUMER, 'Resource Sharing State Change').length;
    await steward.lake.send(grant(CONSUMER, { Table: { DatabaseName: 'credit_risk', Name: 'payments' } }, ['SELECT']));
    expect((await admin.ram.send(new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }))).resourceShares).toHaveLength(
      shares.resourceShares?.length ?? 0,
    );
    expect(world.eventsOf(CONSUMER, 'Resource Sharing State Change')).toHaveLength(before + 1);
  });

  it('a share goes when its last grant is revoked', async () => {
    const { world, steward, admin } = await scene();
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT']));
    await world.clock.advance(11_000);
    expect((await admin.glue.send(read)).Table?.Name).toBe('applications');
    await steward.lake.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: CONSUMER },
        Resource: APPLICATIONS,
        Permissions: ['SELECT'],
      }),
    );
    await expect(admin.glue.send(read)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await admin.ram.send(new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }))).resourceShares).toEqual([]);
    expect(world.eventsOf(CONSUMER, 'Resource Sharing State Change').at(-1)?.detail).toEqual({
      event: 'Resource Share Association',
      status: 'disassociated',
    });
  });

  it('a share that the owner takes back ends the access, though the grant is still there', async () => {
    const { world, steward, admin } = await scene();
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT']));
    await world.clock.advance(11_000);
    const { resourceShareAssociations } = await steward.ram.send(new GetResourceShareAssociationsCommand({ associationType: 'PRINCIPAL' }));
    for (const { resourceShareArn } of resourceShareAssociations ?? []) {
      const answer = await steward.ram.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [CONSUMER] }));
      expect(answer.resourceShareAssociations).toMatchObject([
        { associatedEntity: CONSUMER, associationType: 'PRINCIPAL', status: 'DISASSOCIATING' },
      ]);
    }
    await expect(admin.glue.send(read)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('a share directly to a role is seen by that role and by no administrator', async () => {
    const { world, steward, admin } = await scene();
    const scientist = await world.role(CONSUMER, 'scientist');
    await steward.lake.send(grant(scientist, APPLICATIONS, ['SELECT']));
    await world.clock.advance(11_000);
    await expect(admin.glue.send(read)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await (await world.as(scientist)).glue.send(read)).Table?.Name).toBe('applications');
  });

  it('what is shared cannot be shared on', async () => {
    const { world, steward, admin } = await scene();
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT'], ['SELECT']));
    await world.clock.advance(11_000);
    const named = { Table: { CatalogId: CENTRAL, ...APPLICATIONS.Table } };
    await expect(admin.lake.send(grant('333333333333', named, ['SELECT']))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await admin.lake.send(grant(await world.role(CONSUMER, 'scientist'), named, ['SELECT']));
  });

  it('a grant before the share has arrived fails for want of permissions', async () => {
    const { world, steward, admin } = await scene();
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT'], ['SELECT']));
    const early = grant(await world.role(CONSUMER, 'scientist'), { Table: { CatalogId: CENTRAL, ...APPLICATIONS.Table } }, ['SELECT']);
    await expect(admin.lake.send(early)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'Insufficient Glue permissions to access database credit_risk',
    });
  });
});

describe('between Organizations', () => {
  it('the first share sends two invitations, after an empty page, and nothing is seen before they are accepted', async () => {
    const given = await scene([CENTRAL]);
    const { world, steward, admin } = given;
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT']));
    expect(await admin.ram.send(new GetResourceShareInvitationsCommand({}))).toMatchObject({
      resourceShareInvitations: [],
      nextToken: expect.any(String),
    });
    const pending = await invitations(given);
    expect(pending.map(({ senderAccountId, receiverAccountId, status }) => [senderAccountId, receiverAccountId, status])).toEqual([
      [CENTRAL, CONSUMER, 'PENDING'],
      [CENTRAL, CONSUMER, 'PENDING'],
    ]);
    await world.clock.advance(HOUR / 2);
    await expect(admin.glue.send(read)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    for (const { resourceShareInvitationArn } of pending)
      await admin.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
    await world.clock.advance(11_000);
    expect((await admin.glue.send(read)).Table?.Name).toBe('applications');
    await steward.lake.send(grant(CONSUMER, { Table: { DatabaseName: 'credit_risk', Name: 'payments' } }, ['SELECT']));
    expect(await invitations(given)).toHaveLength(2);
    await world.clock.advance(11_000);
    await admin.glue.send(new GetTableCommand({ CatalogId: CENTRAL, DatabaseName: 'credit_risk', Name: 'payments' }));
  });

  it('an invitation is settled once: accepted, rejected, or expired after twelve hours', async () => {
    const given = await scene([CENTRAL]);
    const { world, steward, admin } = given;
    await steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT']));
    const [first, second] = (await invitations(given)).map(({ resourceShareInvitationArn }) => resourceShareInvitationArn);
    await admin.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: first }));
    await expect(admin.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: first }))).rejects.toMatchObject({
      name: 'ResourceShareInvitationAlreadyAcceptedException',
    });
    await expect(steward.ram.send(new RejectResourceShareInvitationCommand({ resourceShareInvitationArn: second }))).rejects.toMatchObject({
      name: 'ResourceShareInvitationArnNotFoundException',
    });
    await world.clock.advance(12 * HOUR);
    const late = await given.later();
    await expect(
      late.admin.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: second })),
    ).rejects.toMatchObject({ name: 'ResourceShareInvitationExpiredException' });
    expect((await invitations(late)).map(({ status }) => status)).toEqual(['ACCEPTED', 'EXPIRED']);
    const { resourceShareAssociations } = await late.steward.ram.send(
      new GetResourceShareAssociationsCommand({ associationType: 'PRINCIPAL' }),
    );
    expect(resourceShareAssociations?.map(({ status, external }) => [status, external]).toSorted()).toEqual([
      ['ASSOCIATED', true],
      ['DISASSOCIATED', true],
    ]);
  });

  it('the database of a shared table is seen with it', async () => {
    const given = await scene([CENTRAL]);
    await given.steward.lake.send(grant(CONSUMER, APPLICATIONS, ['SELECT']));
    for (const { resourceShareInvitationArn } of await invitations(given))
      await given.admin.ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
    await given.world.clock.advance(11_000);
    expect((await given.admin.glue.send(new GetDatabaseCommand({ CatalogId: CENTRAL, Name: 'credit_risk' }))).Database?.Name).toBe(
      'credit_risk',
    );
  });
});
