import { beforeEach, describe, expect, it } from 'vitest';
import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetTableCommand,
  GetTablesCommand,
} from '@aws-sdk/client-glue';
import {
  AddLFTagsToResourceCommand,
  BatchGrantPermissionsCommand,
  BatchRevokePermissionsCommand,
  CreateLakeFormationOptInCommand,
  CreateLFTagCommand,
  DeleteLFTagCommand,
  GetDataLakeSettingsCommand,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  ListPermissionsCommand,
  PutDataLakeSettingsCommand,
  RegisterResourceCommand,
  RemoveLFTagsFromResourceCommand,
  RevokePermissionsCommand,
  SearchTablesByLFTagsCommand,
  UpdateLFTagCommand,
  type DataLakeSettings,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { CENTRAL, Governance, grant, type Hands, type Options } from './support-governance.ts';

const DATABASE = { Database: { Name: 'credit_risk' } };
const APPLICATIONS = { Table: { DatabaseName: 'credit_risk', Name: 'applications' } };
const ALL_TABLES = { Table: { DatabaseName: 'credit_risk', TableWildcard: {} } };
const DENIED = { name: 'AccessDeniedException' };
const INVALID = { name: 'InvalidInputException' };

interface Scene {
  readonly world: Governance;
  readonly steward: Hands;
  readonly stewardRole: string;
  readonly analyst: Hands;
  readonly analystRole: string;
}

async function scene(options: Options = {}): Promise<Scene> {
  const world = new Governance(options);
  const stewardRole = await world.role(CENTRAL, 'data-steward');
  const analystRole = await world.role(CENTRAL, 'analyst');
  await world.settle(CENTRAL, [stewardRole]);
  const steward = await world.as(stewardRole);
  await steward.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'credit_risk' } }));
  await steward.glue.send(
    new CreateTableCommand({
      DatabaseName: 'credit_risk',
      TableInput: {
        Name: 'applications',
        StorageDescriptor: {
          Location: 's3://products/a/',
          Columns: [
            { Name: 'amount', Type: 'double' },
            { Name: 'age', Type: 'int' },
          ],
        },
      },
    }),
  );
  return { world, steward, stewardRole, analyst: await world.as(analystRole), analystRole };
}

function revoke(principal: string, Resource: Resource, Permissions: Permission[]): RevokePermissionsCommand {
  return new RevokePermissionsCommand({ Principal: { DataLakePrincipalIdentifier: principal }, Resource, Permissions });
}

describe('settings', () => {
  async function put(hands: Hands, DataLakeSettings: DataLakeSettings): Promise<DataLakeSettings | undefined> {
    await hands.lake.send(new PutDataLakeSettingsCommand({ DataLakeSettings }));
    return (await hands.lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings;
  }

  it('leave a new account to IAM', async () => {
    const { lake } = await new Governance().as(CENTRAL);
    const everyone = [{ Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }];
    expect((await lake.send(new GetDataLakeSettingsCommand({}))).DataLakeSettings).toMatchObject({
      DataLakeAdmins: [],
      CreateDatabaseDefaultPermissions: everyone,
      CreateTableDefaultPermissions: everyone,
    });
  });

  it('are replaced as a whole', async () => {
    const { world, steward, stewardRole, analystRole } = await scene();
    const named = (...roles: string[]) => roles.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier }));
    await put(steward, { DataLakeAdmins: named(stewardRole), ReadOnlyAdmins: named(analystRole), TrustedResourceOwners: ['333333333333'] });
    expect(await put(await world.as(CENTRAL), { DataLakeAdmins: named(stewardRole) })).toMatchObject({
      ReadOnlyAdmins: [],
      TrustedResourceOwners: [],
    });
  });

  it('refuse an administrator that does not exist, and a lower version', async () => {
    const { steward, stewardRole } = await scene();
    const admins = (...roles: string[]) => ({
      DataLakeAdmins: roles.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })),
    });
    await expect(put(steward, admins(stewardRole, `arn:aws:iam::${CENTRAL}:role/deleted`))).rejects.toMatchObject({
      ...INVALID,
      message: 'Invalid principal',
    });
    await put(steward, { ...admins(stewardRole), Parameters: { CROSS_ACCOUNT_VERSION: '5' } });
    await expect(put(steward, { ...admins(stewardRole), Parameters: { CROSS_ACCOUNT_VERSION: '4' } })).rejects.toMatchObject(INVALID);
  });
});

describe('a read-only administrator', () => {
  it('sees everything and every permission, and changes nothing', async () => {
    const { world, steward, stewardRole, analystRole } = await scene();
    const auditorRole = await world.role(CENTRAL, 'auditor');
    await world.settle(CENTRAL, [stewardRole], { ReadOnlyAdmins: [{ DataLakePrincipalIdentifier: auditorRole }] });
    await steward.lake.send(grant(analystRole, { Database: { Name: 'credit_risk' } }, ['DESCRIBE']));
    const auditor = await world.as(auditorRole);

    expect((await auditor.glue.send(new GetDatabaseCommand({ Name: 'credit_risk' }))).Database?.Name).toBe('credit_risk');
    const { PrincipalResourcePermissions } = await auditor.lake.send(new ListPermissionsCommand({ Resource: { Database: { Name: 'credit_risk' } } }));
    expect(PrincipalResourcePermissions?.map(({ Principal }) => Principal?.DataLakePrincipalIdentifier)).toContain(analystRole);
    await expect(auditor.lake.send(grant(analystRole, { Database: { Name: 'credit_risk' } }, ['ALTER']))).rejects.toMatchObject(DENIED);
    await expect(auditor.lake.send(revoke(analystRole, { Database: { Name: 'credit_risk' } }, ['DESCRIBE']))).rejects.toMatchObject(DENIED);
    await expect(auditor.glue.send(new DeleteDatabaseCommand({ Name: 'credit_risk' }))).rejects.toMatchObject(DENIED);
  });

  it('is no data lake administrator', async () => {
    const { world, stewardRole } = await scene();
    const both = { ReadOnlyAdmins: [{ DataLakePrincipalIdentifier: stewardRole }] };

    await expect(world.settle(CENTRAL, [stewardRole], both)).rejects.toMatchObject(INVALID);
  });
});

describe('a catalog that Lake Formation governs', () => {
  let given: Scene;
  beforeEach(async () => void (given = await scene()));

  it('answers alike for what is missing and what is forbidden, except to administrators', async () => {
    const { analyst, steward } = given;
    for (const Name of ['credit_risk', 'none']) {
      await expect(analyst.glue.send(new GetDatabaseCommand({ Name }))).rejects.toMatchObject({
        ...DENIED,
        message: `Insufficient Lake Formation permission(s): Required Describe on ${Name}`,
      });
    }
    await expect(steward.glue.send(new GetDatabaseCommand({ Name: 'none' }))).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    await expect(analyst.lake.send(grant(given.analystRole, { Database: { Name: 'none' } }, ['DESCRIBE']))).rejects.toMatchObject(DENIED);
    await expect(steward.lake.send(grant(given.analystRole, { Database: { Name: 'none' } }, ['DESCRIBE']))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  it('lets nobody but administrators and creators make a database or drop one', async () => {
    const { world, analyst, analystRole, steward, stewardRole } = given;
    // The settings do not take back what IAMAllowedPrincipals got with the account.
    await steward.lake.send(revoke('IAM_ALLOWED_PRINCIPALS', { Catalog: {} }, ['CREATE_DATABASE']));
    await expect(analyst.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'mine' } }))).rejects.toMatchObject({
      ...DENIED,
      message: 'Insufficient Lake Formation permission(s): Required Create Database on Catalog',
    });
    await steward.lake.send(grant(analystRole, { Catalog: {} }, ['CREATE_DATABASE']));
    await analyst.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'mine' } }));
    // Administrators have no implicit DROP on what others made.
    await expect(steward.glue.send(new DeleteDatabaseCommand({ Name: 'mine' }))).rejects.toMatchObject({
      ...DENIED,
      message: expect.stringContaining('Required Drop on mine'),
    });
    await steward.lake.send(grant(stewardRole, { Database: { Name: 'mine' } }, ['DROP']));
    await steward.glue.send(new DeleteDatabaseCommand({ Name: 'mine' }));
    expect(world.cloud.glue.database(CENTRAL, 'mine')).toBeUndefined();
  });

  it('shows the columns that were granted, and of a table list the tables', async () => {
    const { analyst, analystRole, steward } = given;
    await steward.lake.send(
      grant(
        analystRole,
        { TableWithColumns: { DatabaseName: 'credit_risk', Name: 'applications', ColumnWildcard: { ExcludedColumnNames: ['age'] } } },
        ['SELECT'],
      ),
    );
    const { Table } = await analyst.glue.send(new GetTableCommand({ DatabaseName: 'credit_risk', Name: 'applications' }));
    expect(Table?.StorageDescriptor?.Columns).toEqual([{ Name: 'amount', Type: 'double' }]);
    await steward.glue.send(new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name: 'secret' } }));
    expect((await analyst.glue.send(new GetTablesCommand({ DatabaseName: 'credit_risk' }))).TableList?.map(({ Name }) => Name)).toEqual([
      'applications',
    ]);
    await steward.lake.send(grant(analystRole, ALL_TABLES, ['DESCRIBE']));
    expect((await analyst.glue.send(new GetTablesCommand({ DatabaseName: 'credit_risk' }))).TableList).toHaveLength(2);
  });

  it('forgets what was granted on a table that is dropped', async () => {
    const { analyst, analystRole, steward } = given;
    await steward.lake.send(grant(analystRole, APPLICATIONS, ['SELECT']));
    await steward.glue.send(new DeleteTableCommand({ DatabaseName: 'credit_risk', Name: 'applications' }));
    await steward.glue.send(new CreateTableCommand({ DatabaseName: 'credit_risk', TableInput: { Name: 'applications' } }));
    await expect(analyst.glue.send(new GetTableCommand({ DatabaseName: 'credit_risk', Name: 'applications' }))).rejects.toMatchObject(
      DENIED,
    );
  });

  it('grants each resource its own permissions only', async () => {
    const { analystRole, steward } = given;
    const message = 'Permissions modification is invalid.';
    await expect(steward.lake.send(grant(analystRole, DATABASE, ['SELECT']))).rejects.toMatchObject({ ...INVALID, message });
    await expect(steward.lake.send(grant(analystRole, APPLICATIONS, ['CREATE_TABLE']))).rejects.toMatchObject({ ...INVALID, message });
    await expect(steward.lake.send(grant(`arn:aws:iam::${CENTRAL}:role/deleted`, DATABASE, ['DESCRIBE']))).rejects.toMatchObject({
      ...INVALID,
      message: 'Invalid principal',
    });
    const column = { TableWithColumns: { DatabaseName: 'credit_risk', Name: 'applications', ColumnNames: ['none'] } };
    await expect(steward.lake.send(grant(analystRole, column, ['SELECT']))).rejects.toMatchObject({
      ...INVALID,
      message: 'cannot grant/revoke permission on non-existent column',
    });
    await steward.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl', TargetDatabase: { CatalogId: CENTRAL, DatabaseName: 'credit_risk' } } }),
    );
    await expect(steward.lake.send(grant(analystRole, { Database: { Name: 'rl' } }, ['ALTER']))).rejects.toMatchObject({
      ...INVALID,
      message,
    });
    const through = { Table: { DatabaseName: 'rl', Name: 'applications' } };
    await expect(steward.lake.send(new ListPermissionsCommand({ Resource: through }))).rejects.toMatchObject({
      ...INVALID,
      message: 'Database cannot be a link for this operation when called on a table.',
    });
  });

  it('lets who holds the grant option pass on that much and no more', async () => {
    const { world, analyst, analystRole, steward } = given;
    const other = await world.role(CENTRAL, 'other');
    await steward.lake.send(grant(analystRole, APPLICATIONS, ['SELECT', 'DESCRIBE'], ['SELECT']));
    await analyst.lake.send(grant(other, APPLICATIONS, ['SELECT']));
    await expect(analyst.lake.send(grant(other, APPLICATIONS, ['DESCRIBE']))).rejects.toMatchObject({
      ...DENIED,
      message: 'Resource does not exist or requester is not authorized to access requested permissions.',
    });
  });

  it('grants twice what it grants once, and revokes only what is there', async () => {
    const { analystRole, steward } = given;
    for (let time = 0; time < 2; time++) await steward.lake.send(grant(analystRole, APPLICATIONS, ['DESCRIBE']));
    const Principal = { DataLakePrincipalIdentifier: analystRole };
    const list = new ListPermissionsCommand({ Principal, Resource: APPLICATIONS });
    await expect(steward.lake.send(new ListPermissionsCommand({ Principal }))).rejects.toMatchObject({
      ...INVALID,
      message: 'Resource is mandatory if Principal is set in the input.',
    });
    expect((await steward.lake.send(list)).PrincipalResourcePermissions).toHaveLength(1);
    await steward.lake.send(revoke(analystRole, APPLICATIONS, ['DESCRIBE']));
    expect((await steward.lake.send(list)).PrincipalResourcePermissions).toEqual([]);
    await expect(steward.lake.send(revoke(analystRole, APPLICATIONS, ['DESCRIBE']))).rejects.toMatchObject({
      ...INVALID,
      message: expect.stringMatching(/^No permissions revoked/),
    });
  });

  it('does the rest of a batch when an entry fails, and leaves the failures in the record', async () => {
    const { world, analystRole, steward } = given;
    const entry = (Id: string, Resource: Resource) => ({
      Id,
      Principal: { DataLakePrincipalIdentifier: analystRole },
      Resource,
      Permissions: ['DESCRIBE' as const],
    });
    const { Failures } = await steward.lake.send(
      new BatchGrantPermissionsCommand({ Entries: [entry('good', APPLICATIONS), entry('bad', { Database: { Name: 'none' } })] }),
    );
    expect(Failures).toMatchObject([{ RequestEntry: { Id: 'bad' }, Error: { ErrorCode: 'EntityNotFoundException' } }]);
    await world.clock.advance(2_000);
    const record = world
      .eventsOf(CENTRAL, 'AWS API Call via CloudTrail')
      .find(({ detail }) => detail['eventName'] === 'BatchGrantPermissions');
    expect(record).toMatchObject({
      source: 'aws.lakeformation',
      detail: {
        requestParameters: {
          entries: [{ id: 'good', principal: { dataLakePrincipalIdentifier: analystRole }, permissions: ['DESCRIBE'] }, { id: 'bad' }],
        },
        responseElements: { failures: [{ requestEntry: { id: 'bad' }, error: { errorCode: 'EntityNotFoundException' } }] },
      },
    });
    expect(record?.detail).not.toHaveProperty('errorCode');
    const many = Array.from({ length: 21 }, (_, index) => entry(String(index), APPLICATIONS));
    await expect(steward.lake.send(new BatchRevokePermissionsCommand({ Entries: many }))).rejects.toMatchObject(INVALID);
  });

  it('lists SELECT on a table as one on its columns, page by page', async () => {
    const { analyst, analystRole, steward } = given;
    await steward.lake.send(grant(analystRole, APPLICATIONS, ['SELECT', 'DESCRIBE']));
    const all: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await steward.lake.send(new ListPermissionsCommand({ Resource: APPLICATIONS, MaxResults: 1, NextToken }));
      all.push(...(page.PrincipalResourcePermissions ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(all).toMatchObject([
      { Resource: { Table: { CatalogId: CENTRAL, DatabaseName: 'credit_risk', Name: 'applications' } }, Permissions: ['DESCRIBE'] },
      { Resource: { TableWithColumns: { Name: 'applications', ColumnWildcard: {} } }, Permissions: ['SELECT'] },
    ]);
    expect((await analyst.lake.send(new ListPermissionsCommand({}))).PrincipalResourcePermissions).toHaveLength(2);
    const other = await given.world.as(await given.world.role(CENTRAL, 'other'));
    expect((await other.lake.send(new ListPermissionsCommand({}))).PrincipalResourcePermissions).toEqual([]);
  });
});

describe('LF-Tags', () => {
  let given: Scene;
  beforeEach(async () => {
    given = await scene();
    await given.steward.lake.send(new CreateLFTagCommand({ TagKey: 'Domain', TagValues: ['Credit', 'other'] }));
  });

  async function attach(hands: Hands, Resource: Resource, TagKey: string, ...TagValues: string[]): Promise<string[]> {
    const { Failures } = await hands.lake.send(new AddLFTagsToResourceCommand({ Resource, LFTags: [{ TagKey, TagValues }] }));
    return (Failures ?? []).map(({ Error: failure }) => failure?.ErrorCode ?? '');
  }

  it('are inherited from the database by its tables and their columns, unless they have their own', async () => {
    const { steward } = given;
    expect(await attach(steward, DATABASE, 'domain', 'CREDIT')).toEqual([]);
    expect(
      await attach(
        steward,
        { TableWithColumns: { DatabaseName: 'credit_risk', Name: 'applications', ColumnNames: ['age'] } },
        'domain',
        'other',
      ),
    ).toEqual([]);
    const read = await steward.lake.send(new GetResourceLFTagsCommand({ Resource: APPLICATIONS }));
    expect(read.LFTagsOnTable).toEqual([{ CatalogId: CENTRAL, TagKey: 'domain', TagValues: ['credit'] }]);
    expect(read.LFTagsOnColumns?.map(({ Name, LFTags }) => [Name, LFTags?.[0]?.TagValues])).toEqual([
      ['amount', ['credit']],
      ['age', ['other']],
    ]);
    expect(
      (await steward.lake.send(new GetResourceLFTagsCommand({ Resource: APPLICATIONS, ShowAssignedLFTags: true }))).LFTagsOnTable,
    ).toEqual([]);
    const { TableList } = await steward.lake.send(
      new SearchTablesByLFTagsCommand({ Expression: [{ TagKey: 'domain', TagValues: ['other'] }] }),
    );
    expect(TableList?.map(({ Table }) => Table?.Name)).toEqual(['applications']);
  });

  it('fail one by one: unknown values, several values, tags of others', async () => {
    const { world, steward, stewardRole } = given;
    expect(await attach(steward, DATABASE, 'domain', 'none')).toEqual(['EntityNotFoundException']);
    expect(await attach(steward, DATABASE, 'domain', 'credit', 'other')).toEqual(['InvalidInputException']);
    const second = await world.role(CENTRAL, 'second');
    await world.settle(CENTRAL, [stewardRole, second]);
    expect(await attach(await world.as(second), DATABASE, 'domain', 'credit')).toEqual(['AccessDeniedException']);
    await steward.lake.send(grant(second, { LFTag: { TagKey: 'domain', TagValues: ['credit'] } }, ['ASSOCIATE', 'DESCRIBE']));
    expect(await attach(await world.as(second), DATABASE, 'domain', 'credit')).toEqual([]);
    const { Failures } = await steward.lake.send(
      new RemoveLFTagsFromResourceCommand({ Resource: DATABASE, LFTags: [{ TagKey: 'domain', TagValues: ['other'] }] }),
    );
    expect(Failures).toMatchObject([{ Error: { ErrorCode: 'EntityNotFoundException' } }]);
  });

  it('keep a value that is in use, and take grants with them when they go', async () => {
    const { analyst, analystRole, steward } = given;
    await attach(steward, DATABASE, 'domain', 'credit');
    await expect(steward.lake.send(new UpdateLFTagCommand({ TagKey: 'domain', TagValuesToDelete: ['credit'] }))).rejects.toMatchObject(
      INVALID,
    );
    await steward.lake.send(new UpdateLFTagCommand({ TagKey: 'domain', TagValuesToAdd: ['new'], TagValuesToDelete: ['other'] }));
    expect((await steward.lake.send(new GetLFTagCommand({ TagKey: 'domain' }))).TagValues).toEqual(['credit', 'new']);
    const policy = { LFTagPolicy: { ResourceType: 'TABLE' as const, Expression: [{ TagKey: 'domain', TagValues: ['credit'] }] } };
    await steward.lake.send(grant(analystRole, policy, ['SELECT']));
    const read = new GetTableCommand({ DatabaseName: 'credit_risk', Name: 'applications' });
    expect((await analyst.glue.send(read)).Table?.Name).toBe('applications');
    await steward.lake.send(new DeleteLFTagCommand({ TagKey: 'domain' }));
    await expect(analyst.glue.send(read)).rejects.toMatchObject(DENIED);
    await expect(analyst.lake.send(new CreateLFTagCommand({ TagKey: 'mine', TagValues: ['x'] }))).rejects.toMatchObject({
      ...DENIED,
      message: 'Insufficient Lake Formation permission(s): Required Create Tag on Catalog',
    });
  });

  it('make at most 50 policies for one principal and resource type', async () => {
    const { analystRole, steward } = given;
    const values = Array.from({ length: 50 }, (_, index) => `v${index}`);
    await steward.lake.send(new CreateLFTagCommand({ TagKey: 'many', TagValues: values }));
    const policy = (value: string, key = 'many') => ({
      LFTagPolicy: { ResourceType: 'TABLE' as const, Expression: [{ TagKey: key, TagValues: [value] }] },
    });
    for (const value of values) await steward.lake.send(grant(analystRole, policy(value), ['SELECT']));
    await steward.lake.send(grant(analystRole, policy('v0'), ['DESCRIBE']));
    await expect(steward.lake.send(grant(analystRole, policy('credit', 'domain'), ['SELECT']))).rejects.toMatchObject({
      name: 'ResourceNumberLimitExceededException',
    });
  });
});

describe('reading data', () => {
  const table = { catalogId: CENTRAL, database: 'credit_risk', table: 'applications' };

  async function selectable({ world }: Scene, role: string): Promise<readonly string[]> {
    const resolved = world.cloud.glue.resolveTable(CENTRAL, 'credit_risk', 'applications');
    if (!resolved) throw new Error('no table');
    return world.cloud.lakeformation.selectableColumns(await world.caller(role), resolved, table, { queryId: 'q' });
  }

  it('of a registered location needs GetDataAccess, of any other S3 itself', async () => {
    const given = await scene();
    const { world, steward } = given;
    const plain = await world.role(CENTRAL, 'plain', ['glue:*']);
    await steward.lake.send(grant(plain, APPLICATIONS, ['SELECT']));
    await expect(selectable(given, plain)).rejects.toThrow(/^Insufficient permissions to execute the query\. .*s3:GetObject/);
    await steward.lake.send(new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::products', UseServiceLinkedRole: true }));
    await expect(selectable(given, plain)).rejects.toThrow(/lakeformation:GetDataAccess/);
  });

  it('in hybrid access mode needs an opt-in besides the grant', async () => {
    const given = await scene();
    const { steward, analystRole } = given;
    await steward.lake.send(
      new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::products', UseServiceLinkedRole: true, HybridAccessEnabled: true }),
    );
    await steward.lake.send(grant(analystRole, APPLICATIONS, ['SELECT']));
    await expect(selectable(given, analystRole)).rejects.toThrow('Required Describe on applications');
    await steward.lake.send(
      new CreateLakeFormationOptInCommand({ Principal: { DataLakePrincipalIdentifier: analystRole }, Resource: APPLICATIONS }),
    );
    expect(await selectable(given, analystRole)).toEqual(['amount', 'age']);
  });
});

describe('a table that IAMAllowedPrincipals may still read', () => {
  const share = () => grant('222222222222', APPLICATIONS, ['SELECT']);
  const leave = ({ steward }: Scene) => steward.lake.send(grant('IAM_ALLOWED_PRINCIPALS', APPLICATIONS, ['ALL']));

  it('cannot be shared with another account until they are revoked', async () => {
    const given = await scene();
    await leave(given);

    await expect(given.steward.lake.send(share())).rejects.toMatchObject({ ...INVALID, message: 'Please revoke permission(s) for IAM_ALLOWED_PRINCIPALS on the table.' });
    await given.steward.lake.send(revoke('IAM_ALLOWED_PRINCIPALS', APPLICATIONS, ['ALL']));
    await given.steward.lake.send(share());
  });

  it('can be shared where its location is in hybrid access mode', async () => {
    const given = await scene();
    await leave(given);
    await given.steward.lake.send(new RegisterResourceCommand({ ResourceArn: 'arn:aws:s3:::products', UseServiceLinkedRole: true, HybridAccessEnabled: true }));

    expect(await given.steward.lake.send(share())).toBeDefined();
  });
});

describe('two changes at once', () => {
  it('can end in ConcurrentModificationException, also for an entry of a batch', async () => {
    let conflicts = 2;
    const { analystRole, steward } = await scene({ conflict: () => conflicts-- > 0 });
    await expect(steward.lake.send(grant(analystRole, APPLICATIONS, ['SELECT']))).rejects.toMatchObject({
      name: 'ConcurrentModificationException',
    });
    const Entries = [
      { Id: '1', Principal: { DataLakePrincipalIdentifier: analystRole }, Resource: APPLICATIONS, Permissions: ['SELECT' as const] },
    ];
    expect((await steward.lake.send(new BatchGrantPermissionsCommand({ Entries }))).Failures).toMatchObject([
      { Error: { ErrorCode: 'ConcurrentModificationException' } },
    ]);
    expect((await steward.lake.send(new BatchGrantPermissionsCommand({ Entries }))).Failures).toEqual([]);
  });
});
