import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployStack, type Template } from '../../local/cloudformation/index.ts';
import { administratorRoles } from '../../local/scenario/bootstrap.ts';
import { loadDeployment } from '../../scripts/deployment.ts';
import { creditVersions, startLoop, type Loop } from '../support/loop.ts';
import { byAdmin, databasesOf, deployMesh, heldBy, reconcile } from '../support/mesh-people.ts';
import { root } from './templates.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

interface Packaged {
  readonly consumer: Template;
  readonly central: Template;
  /** Folder that holds `dist/`. */
  readonly folder: string;
  readonly mesh: unknown;
}

/** The project with another mesh.yml, built and packaged for a stage in a folder of its own, by the commands of a deployment. */
function packaged(stage: string, change: (mesh: string) => string): Packaged {
  const folder = mkdtempSync(join(tmpdir(), 'meshloop-stage-'));
  folders.push(folder);
  for (const part of ['serverless.yml', 'resources', 'central', 'functions', 'shared', 'events', 'pipelines', 'scripts', 'local', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: (source) => !source.includes('.serverless') });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(root, 'pipelines', 'credit-risk'), join(folder, 'pipelines', 'credit-risk-prod'), { recursive: true });
  writeFileSync(join(folder, 'mesh.yml'), change(readFileSync(join(root, 'mesh.yml'), 'utf8')));
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: folder });
  const env = { ...process.env, SLS_SCHEMA_CACHE_BASE_DIR: join(root, '.meshloop'), SLS_INTERACTIVE_SETUP_ENABLE: '0' };
  const template = (stack: string): Template => {
    execFileSync(process.execPath, [join(root, 'node_modules', 'serverless', 'bin', 'serverless.js'), 'package', '--stage', stage], { cwd: join(folder, stack), env });
    return JSON.parse(readFileSync(join(folder, stack, '.serverless', 'cloudformation-template-update-stack.json'), 'utf8'));
  };
  return { consumer: template('.'), central: template('central'), folder, mesh: JSON.parse(readFileSync(join(folder, 'dist', 'mesh', 'mesh.json'), 'utf8')) };
}

/** What a resource is called in its account, by type; for those whose name the template says. */
function names({ Resources }: Template): string[] {
  return Object.values(Resources).flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties).flatMap(([key, value]) => (/^(\w+Name|Name)$/.test(key) && !['EventBusName', 'DatabaseName', 'MetricName'].includes(key) && !isReference(value) ? [`${Type} ${JSON.stringify(value)}`] : [])),
  );
}

function isReference(value: unknown): boolean {
  return /^\{"(Ref|Fn::GetAtt)"/.test(JSON.stringify(value) ?? '');
}

/** The pipeline’s folder is its name in the account, so each stage has one of its own. */
const other = (mesh: string) => mesh.replaceAll(/(pipeline|modelPackageGroup): credit-risk$/gm, '$1: credit-risk-prod').replace('    lfTags:', '    link: rl_credit_risk_prod\n    lfTags:');

describe('two stages in one account', () => {
  let prod: Packaged;
  beforeAll(() => {
    prod = packaged('prod', other);
  }, 300_000);

  test('have no name in common', async () => {
    const dev = await loadDeployment();
    for (const stack of ['consumer', 'central'] as const) {
      expect(names(prod[stack]).length).toBeGreaterThan(5);
      expect(names(prod[stack]).filter((name) => names(dev[stack]).includes(name))).toEqual([]);
      // Neither in a pattern of a rule, a condition of a policy or a variable of a function.
      expect(JSON.stringify(prod[stack])).not.toMatch(/meshloop[\w-]*[-_]dev\b|"dev"/);
      expect(JSON.stringify(dev[stack])).not.toMatch(/meshloop[\w-]*[-_]prod\b|"prod"/);
    }
    expect(JSON.stringify(prod.consumer)).toContain('"StringEquals":{"aws:ResourceTag/meshloop":"prod"}');
  });

  test('each link, grant and train for themselves, and one that follows nothing more leaves the other’s links, and grants that both gave come back', async () => {
    const loop = await startLoop();
    const deploy = async (account: 'consumer' | 'central', person: string, parameters = {}) => {
      const stackName = account === 'consumer' ? 'meshloop-prod' : 'meshloop-central-prod';
      const deployer = await loop.people.session(account, person);
      await deployStack(loop.cloud, { accountId: loop.names.accounts[account], stackName, template: prod[account], codeRoot: prod.folder, mesh: prod.mesh, deployer, parameters });
    };
    await deploy('consumer', 'platform-admin', { SagemakerProcessingDatabase: 'existing' });
    await deploy('central', 'data-steward');
    const administrators = [...administratorRoles(loop.names), ...administratorRoles({ ...loop.names, stage: 'prod' })];
    await byAdmin(loop, 'lakeformation', administratorsAre([...new Set(administrators)]));
    const versions = await creditVersions(200);

    await loop.people.register(versions.first);
    await loop.clock.run();

    const links = async () => Object.keys(await databasesOf(loop)).filter((name) => name.startsWith('rl_'));
    expect(await links()).toEqual(['rl_credit_risk', 'rl_credit_risk_prod']);
    expect(runs(loop)).toEqual(['credit-risk', 'credit-risk-prod']);
    const reader = loop.names.readers[0] ?? '';
    const held = await heldBy(loop, reader);
    expect(held.filter((each) => each.includes('_prod'))).not.toEqual([]);

    await deployMesh(loop, (mesh) => ({ ...mesh, subscriptions: [] }), 'prod');
    await reconcile({ ...loop, names: { ...loop.names, stage: 'prod' } });
    expect(await links()).toEqual(['rl_credit_risk']);
    // What both had granted the same role was taken back once, and is given again.
    await reconcile(loop);
    expect(await heldBy(loop, reader)).toEqual(held.filter((each) => !each.includes('_prod')));
    await versions.dispose();
    await loop.close();
  }, 300_000);
});

function administratorsAre(arns: readonly string[]) {
  const DataLakeAdmins = arns.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier }));
  return new PutDataLakeSettingsCommand({ DataLakeSettings: { DataLakeAdmins, CreateDatabaseDefaultPermissions: [], CreateTableDefaultPermissions: [], Parameters: { CROSS_ACCOUNT_VERSION: '4' } } });
}

/** Pipelines that were started. */
function runs(loop: Loop): string[] {
  const started = loop.seen.flatMap((each) => (each.kind === 'call' && each.operation === 'StartPipelineExecution' && each.error === undefined ? [JSON.stringify(each.input)] : []));
  return started.flatMap((input) => /"PipelineName":"([^"]+)"/.exec(input)?.[1] ?? []).toSorted();
}

/** The registries of SageMaker's images there are not known (pipelines/images.ts): packaging says so where there are models. */
const withoutModels = (region: string, partition: string) => (mesh: string) =>
  mesh.slice(0, mesh.indexOf('    models:')).replaceAll('eu-central-1', region).replaceAll('arn:aws:', `arn:${partition}:`);

describe.each([
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('in %s', (region, partition) => {
  test('every ARN is of the partition', () => {
    const { consumer, central } = packaged('dev', withoutModels(region, partition));
    const arns = [...JSON.stringify([consumer, central]).matchAll(/arn:(aws[\w-]*|\$\{AWS::Partition\}):/g)].map(([, each]) => each);
    expect(arns.length).toBeGreaterThan(50);
    expect(new Set(arns)).toEqual(new Set([partition, '${AWS::Partition}']));
    expect(JSON.stringify([consumer, central])).not.toContain('eu-central-1');
  });
});
