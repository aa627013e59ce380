import { assemble, type LocalCloud } from '../../local/core/assemble.ts';
import type { CloudEvent } from '../../local/core/cloud.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { AwsError, type Caller } from '../../local/core/service.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { createEvents } from '../../local/eventbridge/index.ts';
import { createGlue } from '../../local/glue/index.ts';
import { createIam } from '../../local/iam/index.ts';
import { createLakeFormation } from '../../local/lakeformation/index.ts';
import { createRam } from '../../local/ram/index.ts';
import { createS3 } from '../../local/s3/index.ts';
import { createScheduler } from '../../local/scheduler/index.ts';
import { createSts } from '../../local/sts/index.ts';
import { createTrail } from '../../local/trail/index.ts';
import { carryOut, personIn } from '../direct.ts';
import { accounts, ownBucket, region, start } from '../places.ts';
import type { Code, HandlerName } from './code.ts';
import { Functions, ownRole, role } from './lambda.ts';
import { deliveries, type Delivery, type Troubles } from './troubles.ts';

const group = 'meshloop-dev';
const tags = { k: ['v', 'w'], l: ['v', 'w'] } as const;

/** Two catalogs that share, the consumer's, and the functions that link and grant. */
export class World {
  readonly clock = new VirtualClock(start);
  readonly cloud: LocalCloud;
  readonly functions: Functions;
  /** Our own events, as they were put. */
  readonly events: CloudEvent[] = [];
  readonly #troubles: Troubles;

  /** @param pageSize grants on one page of Lake Formation’s lists */
  constructor(seed: number, code: Code, troubles: Troubles, pageSize = 3) {
    this.#troubles = troubles;
    const { central, consumer, producer } = accounts;
    this.cloud = assemble({ clock: this.clock, dice: new SeededDice(seed), region, organization: [central, consumer, producer] }, [
      createIam, createSts, createTrail, createEvents, createScheduler, createS3, createRam, createLakeFormation, createGlue,
    ]);
    this.functions = new Functions(this.cloud, code, troubles);
    // A page may hold less than was asked for.
    this.cloud.intercept({
      before: ({ operation, caller }, input) => {
        if (caller.roleArn === ownRole && operation === 'ListPermissions') Object.assign(Object(input), { MaxResults: pageSize });
      },
    });
    this.cloud.watch.subscribe((seen) => {
      if (seen.kind !== 'event' || seen.event.source !== 'meshloop') return;
      this.events.push(seen.event);
      this.#deliver(seen.event);
    });
  }

  /** What people do before the first deployment, and what a deployment makes. */
  async setUp(principals: readonly string[]): Promise<void> {
    const everything = [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }];
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accounts.consumer}:root`, Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
    const own = ['platform-admin', 'scheduler', 'pipeline', 'reader-s1', 'reader-s2', 'reader-s3'].map(role);
    for (const arn of new Set([ownRole, ...own, ...principals])) this.cloud.iam.putRole({ arn, trust, policies: everything });
    await this.#govern(accounts.consumer, [ownRole, role('platform-admin')]);
    for (const catalog of [accounts.central, accounts.producer]) await this.#openCatalog(catalog);
    await this.byAdmin('s3', 'CreateBucket', { Bucket: ownBucket, CreateBucketConfiguration: { LocationConstraint: region } });
    await this.byAdmin('eventbridge', 'CreateEventBus', { Name: group });
    await this.byAdmin('scheduler', 'CreateScheduleGroup', { Name: group });
  }

  /** Somebody does something. Answers undefined where AWS refuses it: it makes no sense as things are. */
  async do(caller: Caller, service: string, operation: string, input: object): Promise<unknown> {
    try {
      return await carryOut(this.cloud, caller, service, operation, input);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  async byAdmin(service: string, operation: string, input: object): Promise<unknown> {
    return await this.do(personIn(this.cloud, accounts.consumer, 'platform-admin'), service, operation, input);
  }

  async inCatalog(account: string, service: string, operation: string, input: object): Promise<unknown> {
    return await this.do({ accountId: account, arn: `arn:aws:iam::${account}:root`, accessKeyId: account }, service, operation, input);
  }

  async put({ source, detailType, detail }: { readonly source: string; readonly detailType: string; readonly detail: string }): Promise<void> {
    await this.byAdmin('eventbridge', 'PutEvents', { Entries: [{ EventBusName: group, Source: source, DetailType: detailType, Detail: detail }] });
  }

  async #govern(account: string, administrators: readonly string[]): Promise<void> {
    const DataLakeAdmins = administrators.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier }));
    const settings = { DataLakeAdmins, CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [], Parameters: { CROSS_ACCOUNT_VERSION: '4' } };
    await this.inCatalog(account, 'lakeformation', 'PutDataLakeSettings', { DataLakeSettings: settings });
  }

  /** Its LF-Tags are shared, so that the consumer may grant by any expression; what is not tagged is shared by name. */
  async #openCatalog(account: string): Promise<void> {
    await this.#govern(account, [`arn:aws:iam::${account}:root`]);
    const Principal = { DataLakePrincipalIdentifier: accounts.consumer };
    const grant = (Resource: object, Permissions: readonly string[]) =>
      this.inCatalog(account, 'lakeformation', 'GrantPermissions', { Principal, Resource, Permissions, PermissionsWithGrantOption: Permissions });
    for (const [TagKey, TagValues] of Object.entries(tags)) {
      await this.inCatalog(account, 'lakeformation', 'CreateLFTag', { TagKey, TagValues });
      await grant({ LFTag: { CatalogId: account, TagKey, TagValues } }, ['DESCRIBE', 'ASSOCIATE']);
    }
    // An expression that is identical to a shared one needs the grant option of exactly that one.
    for (const k of [[], ['v'], ['w'], ['v', 'w']]) {
      for (const l of [[], ['v'], ['w'], ['v', 'w']]) {
        const Expression = [...(k.length > 0 ? [{ TagKey: 'k', TagValues: k }] : []), ...(l.length > 0 ? [{ TagKey: 'l', TagValues: l }] : [])];
        if (Expression.length === 0) continue;
        await grant({ LFTagPolicy: { CatalogId: account, ResourceType: 'DATABASE', Expression } }, ['DESCRIBE']);
        await grant({ LFTagPolicy: { CatalogId: account, ResourceType: 'TABLE', Expression } }, ['SELECT', 'DESCRIBE']);
      }
    }
  }

  /** Each event to the functions whose rules match it: lost, late or twice where the story says so. */
  #deliver(event: CloudEvent): void {
    const what = deliveries.find((each) => each === event['detail-type']);
    if (what === undefined) return;
    for (const handler of targets[what]) {
      const invoke = (delay: number) => void this.clock.timer(() => this.functions.invoke(handler, event), delay + this.cloud.dice.next() * 1000);
      const trouble = this.#troubles.delivery(what);
      if (trouble?.effect !== 'lost') invoke(trouble?.effect === 'late' ? trouble.delay : 0);
      if (trouble?.effect === 'doubled') invoke(trouble.delay);
    }
  }
}

/** As the rules of serverless.yml have it. */
const targets: Readonly<Record<Delivery, readonly HandlerName[]>> = {
  'Data Product Changed': ['linkProduct'],
  'Data Product Linked': ['grantAccess'],
  'Deadline Reached': ['linkProduct', 'grantAccess'],
  'Reconcile Requested': ['reconcile'],
};
