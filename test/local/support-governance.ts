import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GlueClient } from '@aws-sdk/client-glue';
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
  type DataLakeSettings,
  type Permission,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { RAMClient } from '@aws-sdk/client-ram';
import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { assemble, type LocalCloud, type Room } from '../../local/core/assemble.ts';
import { clientConfig, type Credentials } from '../../local/core/clients.ts';
import type { Cloud, CloudEvent } from '../../local/core/cloud.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import type { Caller } from '../../local/core/service.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { createEvents } from '../../local/eventbridge/index.ts';
import { createGlue } from '../../local/glue/index.ts';
import type { CrawlerOptions } from '../../local/glue/crawler-runs.ts';
import { createIam } from '../../local/iam/index.ts';
import { createLakeFormation, type LakeFormationOptions } from '../../local/lakeformation/index.ts';
import { createRam } from '../../local/ram/index.ts';
import { createS3 } from '../../local/s3/index.ts';
import { createSts } from '../../local/sts/index.ts';
import { createTrail } from '../../local/trail/index.ts';

export const CENTRAL = '111111111111';
export const CONSUMER = '222222222222';
export const REGION = 'eu-central-1';

export interface Options extends LakeFormationOptions, Partial<CrawlerOptions> {
  /** Default: both accounts in one. */
  readonly organization?: readonly string[];
  /** Rooms beside those of governance. */
  readonly rooms?: readonly ((cloud: Cloud) => Room)[];
}

/** What one person or role calls with. */
export interface Hands {
  readonly glue: GlueClient;
  readonly lake: LakeFormationClient;
  readonly ram: RAMClient;
}

/** A cloud with the governance rooms and what they need, on a clock that the test moves. */
export class Governance {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 20, 9));
  readonly cloud: LocalCloud;
  /** Events of the default buses, in order. */
  readonly events: CloudEvent[] = [];

  constructor({ organization = [CENTRAL, CONSUMER], rooms = [], ...options }: Options = {}) {
    this.cloud = assemble({ clock: this.clock, dice: new SeededDice(7), region: REGION, organization }, [
      createIam,
      createSts,
      (cloud) => createTrail(cloud, { latency: () => 1000 }),
      (cloud) => createEvents(cloud),
      createS3,
      createRam,
      (cloud) => createLakeFormation(cloud, options),
      (cloud) => createGlue(cloud, options),
      ...rooms,
    ]);
    this.cloud.watch.subscribe((seen) => {
      if (seen.kind === 'event') this.events.push(seen.event);
    });
  }

  /** Makes a role that may do everything in IAM's eyes, or what `actions` say, and answers its ARN. */
  async role(account: string, RoleName: string, actions: readonly string[] = ['*'], service?: string): Promise<string> {
    const iam = new IAMClient(clientConfig(this.cloud, account));
    const Principal = service ? { Service: service } : { AWS: `arn:aws:iam::${account}:root` };
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: JSON.stringify(policy) }));
    return `arn:aws:iam::${account}:role/${RoleName}`;
  }

  async session(RoleArn: string): Promise<Credentials> {
    const sts = new STSClient(clientConfig(this.cloud, RoleArn.split(':')[4] ?? ''));
    const { Credentials: session } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
    return {
      accessKeyId: session?.AccessKeyId ?? '',
      secretAccessKey: session?.SecretAccessKey ?? '',
      sessionToken: session?.SessionToken ?? '',
    };
  }

  async as(who: string): Promise<Hands> {
    const config = clientConfig(this.cloud, who.startsWith('arn:') ? await this.session(who) : who);
    return { glue: new GlueClient(config), lake: new LakeFormationClient(config), ram: new RAMClient(config) };
  }

  async caller(roleArn: string): Promise<Caller> {
    const caller = this.cloud.sts.callerOf((await this.session(roleArn)).accessKeyId);
    if (!caller) throw new Error(`no session of ${roleArn}`);
    return caller;
  }

  s3(account: string): S3Client {
    return new S3Client({ ...clientConfig(this.cloud, account), forcePathStyle: true });
  }

  /** Lake Formation alone decides in the account, and these roles administer it. */
  async settle(account: string, administrators: readonly string[], more: Partial<DataLakeSettings> = {}): Promise<void> {
    const { lake } = await this.as(account);
    await lake.send(
      new PutDataLakeSettingsCommand({
        DataLakeSettings: {
          DataLakeAdmins: administrators.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })),
          CreateDatabaseDefaultPermissions: [],
          CreateTableDefaultPermissions: [],
          Parameters: { CROSS_ACCOUNT_VERSION: '4' },
          ...more,
        },
      }),
    );
  }

  eventsOf(account: string, detailType: string): CloudEvent[] {
    return this.events.filter((event) => event.account === account && event['detail-type'] === detailType);
  }
}

export function grant(
  principal: string,
  resource: Resource,
  permissions: Permission[],
  grantable: Permission[] = [],
): GrantPermissionsCommand {
  return new GrantPermissionsCommand({
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: resource,
    Permissions: permissions,
    PermissionsWithGrantOption: grantable,
  });
}
