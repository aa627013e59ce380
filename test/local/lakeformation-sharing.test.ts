import { beforeEach, describe, expect, it } from 'vitest';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
} from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  CreateLFTagCommand,
  GetDataLakeSettingsCommand,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import type { Permission, Resource } from '@aws-sdk/client-lakeformation';
import { CENTRAL, CONSUMER, Governance, grant, type Hands } from './support-governance.ts';

const LINK = { Database: { Name: 'rl_credit_risk' } };

function policy(ResourceType: 'DATABASE' | 'TABLE', value = 'credit'): Resource {
  return { LFTagPolicy: { CatalogId: CENTRAL, ResourceType, Expression: [{ TagKey: 'domain', TagValues: [value] }] } };
}

describe('a product that central shares with the consumer by LF-Tags', () => {
  let world: Governance;
  let steward: Hands;
  let admin: Hands;
  let reader: string;

  beforeEach(async () => {
    world = new Governance();
    const stewardRole = await world.role(CENTRAL, 'data-steward');
    const adminRole = await world.role(CONSUMER, 'link-product');
    reader = await world.role(CONSUMER, 'reader', ['glue:Get*', 'lakeformation:GetDataAccess']);
    await world.settle(CENTRAL, [stewardRole]);
    await world.settle(CONSUMER, [adminRole]);
    steward = await world.as(stewardRole);
    admin = await world.as(adminRole);
    await steward.lake.send(new CreateLFTagCommand({ TagKey: 'Domain', TagValues: ['Credit', 'other'] }));
    await steward.lake.send(new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::products', UseServiceLinkedRole: true }));
    await steward.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk', Description: 'the product' } }));
    await steward.lake.send(
      new AddLFTagsToResourceCommand({
        Resource: { Database: { Name: 'credit_risk' } },
        LFTags: [{ TagKey: 'domain', TagValues: ['credit'] }],
      }),
    );
    await steward.glue.send(
      new CreateTableCommand({
        DatabaseName: 'credit_risk',
        TableInput: {
          Name: 'applications',
          StorageDescriptor: {
            Location: 's3://products/credit_risk/',
            Columns: [
              { Name: 'amount', Type: 'double' },
              { Name: 'age', Type: 'int' },
            ],
          },
          PartitionKeys: [{ Name: 'day', Type: 'string' }],
        },
      }),
    );
  });

  async function share(grantable = true): Promise<void> {
    const option = (permissions: Permission[]) => (grantable ? permissions : []);
    await steward.lake.send(grant(CONSUMER, policy('DATABASE'), ['DESCRIBE'], option(['DESCRIBE'])));
    await steward.lake.send(grant(CONSUMER, policy('TABLE'), ['SELECT', 'DESCRIBE'], option(['SELECT', 'DESCRIBE'])));
  }

  async function link(): Promise<void> {
    await admin.glue.send(
      new CreateDatabaseCommand({
        DatabaseInput: { Name: 'rl_credit_risk', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'credit_risk' } },
      }),
    );
  }

  async function selectable(role: string): Promise<readonly string[]> {
    const table = world.cloud.glue.resolveTable(CONSUMER, 'rl_credit_risk', 'applications');
    if (!table) throw new Error('the link does not lead to the table');
    const via = { catalogId: CONSUMER, database: 'rl_credit_risk', table: 'applications' };
    return world.cloud.lakeformation.selectableColumns(await world.caller(role), table, via, {
      queryId: '33333333-4444-4555-8666-777777777777',
    });
  }

  it('is seen by the consumer’s administrators alone, and only after a while', async () => {
    await share();
    const central = new GetDatabaseCommand({ CatalogId: CENTRAL, Name: 'credit_risk' });
    await expect(admin.glue.send(central)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await world.clock.advance(11_000);
    expect((await admin.glue.send(central)).Database).toMatchObject({ Name: 'credit_risk', CatalogId: CENTRAL });
    expect(
      (await admin.glue.send(new GetDatabasesCommand({ ResourceShareType: 'FOREIGN' }))).DatabaseList?.map(({ Name }) => Name),
    ).toEqual(['credit_risk']);
    const other = await world.as(reader);
    await expect(other.glue.send(central)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await other.glue.send(new GetDatabasesCommand({ ResourceShareType: 'ALL' }))).DatabaseList).toEqual([]);
  });

  it('is queried through the link once link and target are granted, not before', async () => {
    await share();
    await world.clock.advance(11_000);
    await link();
    await expect(selectable(reader)).rejects.toThrow(
      'Insufficient permissions to execute the query. Insufficient Lake Formation permission(s): Required Describe on rl_credit_risk',
    );
    await admin.lake.send(grant(reader, LINK, ['DESCRIBE']));
    await expect(selectable(reader)).rejects.toThrow('Required Describe on applications');
    await admin.lake.send(grant(reader, policy('TABLE'), ['DESCRIBE']));
    await expect(selectable(reader)).rejects.toThrow(/^COLUMN_NOT_FOUND: .* or requester is not authorized to access requested resources$/);
    await admin.lake.send(grant(reader, policy('TABLE'), ['SELECT']));
    expect(await selectable(reader)).toEqual(['amount', 'age', 'day']);
  });

  it('shows GetDatabase the target under the link’s name, and GetTables the target’s tables', async () => {
    await share();
    await world.clock.advance(11_000);
    await link();
    const { Database } = await admin.glue.send(new GetDatabaseCommand({ Name: 'rl_credit_risk' }));
    expect(Database).toMatchObject({
      Name: 'rl_credit_risk',
      Description: 'the product',
      TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'credit_risk' },
    });
    const { TableList } = await admin.glue.send(new GetTablesCommand({ DatabaseName: 'rl_credit_risk' }));
    expect(TableList).toMatchObject([
      { Name: 'applications', DatabaseName: 'credit_risk', CatalogId: CENTRAL, IsRegisteredWithLakeFormation: true },
    ]);
  });

  it('records a reader’s data access in both accounts, of the target without the reader’s ARN', async () => {
    await share();
    await world.clock.advance(11_000);
    await link();
    await admin.lake.send(grant(reader, LINK, ['DESCRIBE']));
    await admin.lake.send(grant(reader, policy('TABLE'), ['SELECT']));
    await selectable(reader);
    await world.clock.advance(5_000);
    const accesses = (account: string) =>
      world.eventsOf(account, 'AWS API Call via CloudTrail').filter(({ detail }) => detail['eventName'] === 'GetDataAccess');
    expect(accesses(CONSUMER).map(({ detail }) => detail)).toMatchObject([
      {
        readOnly: true,
        requestParameters: { tableArn: `arn:aws:glue:eu-central-1:${CONSUMER}:table/rl_credit_risk/applications` },
        additionalEventData: { lakeFormationPrincipal: reader },
      },
      {
        userIdentity: { type: 'AWSAccount', principalId: expect.stringMatching(/^AROA[A-Z0-9]+:./), accountId: CONSUMER },
        requestParameters: {
          tableArn: `arn:aws:glue:eu-central-1:${CENTRAL}:table/credit_risk/applications`,
          auditContext: { additionalAuditContext: '{queryId: 33333333-4444-4555-8666-777777777777}' },
        },
        additionalEventData: { requesterService: 'ATHENA' },
      },
    ]);
    const [copy, ...more] = accesses(CENTRAL);
    expect(more).toEqual([]);
    for (const ofTarget of [copy, accesses(CONSUMER)[1]]) expect(JSON.stringify(ofTarget)).not.toContain('role/reader');
  });

  it('names the reader there too when the consumer trusts the owner', async () => {
    await share();
    await world.clock.advance(11_000);
    await link();
    const { DataLakeSettings } = await admin.lake.send(new GetDataLakeSettingsCommand({}));
    await admin.lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings: { ...DataLakeSettings, TrustedResourceOwners: [CENTRAL] } }));
    await admin.lake.send(grant(reader, LINK, ['DESCRIBE']));
    await admin.lake.send(grant(reader, policy('TABLE'), ['SELECT']));
    await selectable(reader);
    await world.clock.advance(5_000);
    const ofTarget = [CENTRAL, CONSUMER].flatMap((account) =>
      world.eventsOf(account, 'AWS API Call via CloudTrail').filter(({ detail }) => detail['eventName'] === 'GetDataAccess' && JSON.stringify(detail).includes(`${CENTRAL}:table`)),
    );
    expect(ofTarget).toMatchObject([1, 2].map(() => ({ detail: { userIdentity: { type: 'AssumedRole' }, additionalEventData: { lakeFormationPrincipal: reader } } })));
  });

  it('needs the grant option for the identical expression, and DESCRIBE on the tags for any other', async () => {
    await share(false);
    await world.clock.advance(11_000);
    const denied = { name: 'AccessDeniedException' };
    await expect(admin.lake.send(grant(reader, policy('TABLE'), ['SELECT']))).rejects.toMatchObject(denied);
    const both: Resource = {
      LFTagPolicy: { CatalogId: CENTRAL, ResourceType: 'TABLE', Expression: [{ TagKey: 'domain', TagValues: ['credit', 'other'] }] },
    };
    await expect(admin.lake.send(grant(reader, both, ['SELECT']))).rejects.toMatchObject(denied);
    await steward.lake.send(grant(CONSUMER, { LFTag: { TagKey: 'domain', TagValues: ['credit', 'other'] } }, ['DESCRIBE']));
    await world.clock.advance(11_000);
    await expect(admin.lake.send(grant(reader, policy('TABLE'), ['SELECT']))).rejects.toMatchObject(denied);
    await admin.lake.send(grant(reader, both, ['SELECT']));
  });

  it('shows what is granted through an other expression only as far as it is shared', async () => {
    await share();
    await steward.lake.send(grant(CONSUMER, { LFTag: { TagKey: 'domain', TagValues: ['credit', 'other'] } }, ['DESCRIBE']));
    await world.clock.advance(11_000);
    await link();
    await admin.lake.send(grant(reader, LINK, ['DESCRIBE']));
    const both: Resource = {
      LFTagPolicy: { CatalogId: CENTRAL, ResourceType: 'TABLE', Expression: [{ TagKey: 'domain', TagValues: ['credit', 'other'] }] },
    };
    await admin.lake.send(grant(reader, both, ['SELECT']));
    expect(await selectable(reader)).toEqual(['amount', 'age', 'day']);
    await steward.lake.send(
      new AddLFTagsToResourceCommand({
        Resource: { Table: { DatabaseName: 'credit_risk', Name: 'applications' } },
        LFTags: [{ TagKey: 'domain', TagValues: ['other'] }],
      }),
    );
    await expect(selectable(reader)).rejects.toThrow('Required Describe on applications');
  });

  it('ends for everybody in the consumer when central revokes', async () => {
    await share();
    await world.clock.advance(11_000);
    await link();
    await admin.lake.send(grant(reader, LINK, ['DESCRIBE']));
    await admin.lake.send(grant(reader, policy('TABLE'), ['SELECT']));
    await steward.lake.send(
      new RevokePermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: CONSUMER },
        Resource: policy('TABLE'),
        Permissions: ['SELECT', 'DESCRIBE'],
        PermissionsWithGrantOption: ['SELECT', 'DESCRIBE'],
      }),
    );
    await expect(selectable(reader)).rejects.toThrow('Required Describe on applications');
  });

  it('hides a column that carries another tag value', async () => {
    await steward.lake.send(
      new AddLFTagsToResourceCommand({
        Resource: { TableWithColumns: { DatabaseName: 'credit_risk', Name: 'applications', ColumnNames: ['age'] } },
        LFTags: [{ TagKey: 'domain', TagValues: ['other'] }],
      }),
    );
    await share();
    await world.clock.advance(11_000);
    await link();
    await admin.lake.send(grant(reader, LINK, ['DESCRIBE']));
    await admin.lake.send(grant(reader, policy('TABLE'), ['SELECT', 'DESCRIBE']));
    expect(await selectable(reader)).toEqual(['amount', 'day']);
    const { Table } = await (
      await world.as(reader)
    ).glue.send(new GetTableCommand({ DatabaseName: 'rl_credit_risk', Name: 'applications' }));
    expect(Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(['amount']);
  });

  it('is announced by RAM to both accounts', async () => {
    await share();
    for (const account of [CENTRAL, CONSUMER]) {
      const announced = world.eventsOf(account, 'Resource Sharing State Change');
      expect(announced.length).toBeGreaterThan(0);
      expect(announced[0]).toMatchObject({ source: 'aws.ram', detail: { event: 'Resource Share Association', status: 'associated' } });
    }
  });
});
