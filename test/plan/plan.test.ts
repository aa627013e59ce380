import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CreateDatabaseCommand } from '@aws-sdk/client-glue';
import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { serveCloud } from '../../local/http/server.ts';
import { readOptions } from '../../scripts/plan/options.ts';
import { UsageError } from '../../scripts/where.ts';
import { creditVersions, startLoop, type Loop, type Resources, type Versions } from '../support/loop.ts';
import { byAdmin, bySteward, databasesOf, heldBy, reconcile, writesBy } from '../support/mesh-people.ts';

const root = join(import.meta.dirname, '../..');
const scientist = 'arn:aws:iam::222222222222:role/data-scientist';
const all = ['DATABASE with domain=credit: DESCRIBE', 'TABLE with domain=credit: DESCRIBE SELECT', 'database rl_credit_risk: DESCRIBE'];

let versions: Versions;
beforeAll(async () => {
  versions = await creditVersions(200);
});
afterAll(() => versions.dispose());
afterEach(() => vi.unstubAllEnvs());

interface Said {
  readonly status: number;
  readonly stdout: string;
}

/** The command, but for its process. Its clients keep the credentials that they first saw, so that each command has its own. */
async function plan(...argv: readonly string[]): Promise<Said> {
  vi.resetModules();
  const { run } = await import('../../scripts/plan/run.ts');
  const options = readOptions(argv);
  if (options === 'help') throw new Error('that was no command');
  const printed: string[] = [];
  const before = { ...process.env };
  try {
    const status = await run(options, (text) => printed.push(text));
    return { status, stdout: printed.join('\n') };
  } finally {
    process.env = before;
  }
}

/** A loop in which nothing happens by itself, served to other processes. */
async function served(): Promise<{ loop: Loop; at: readonly string[]; close: () => Promise<void> }> {
  const silent = (resources: Resources): Resources =>
    Object.fromEntries(
      Object.entries(resources).map(([id, resource]) => [id, resource.Type === 'AWS::Events::Rule' ? { ...resource, Properties: { ...resource.Properties, State: 'DISABLED' } } : resource]),
    );
  const rules = (resources: Resources, stack: string): Resources => (stack === 'central' ? silent(resources) : { ...resources, ...silent(Object.fromEntries(Object.entries(resources).filter(([, each]) => JSON.stringify(each).includes('aws.ram')))) });
  const loop = await startLoop({ edit: rules });
  const server = await serveCloud(loop.cloud, 0);
  await loop.people.register(versions.first);
  await loop.clock.advance(5 * 60_000);
  return { loop, at: ['--local', '--port', String(server.port)], close: async () => (await server.close(), loop.close()) };
}

async function unshare(loop: Loop): Promise<void> {
  const { accounts, tag } = loop.names;
  for (const [ResourceType, Permissions] of [['TABLE', ['SELECT', 'DESCRIBE']], ['DATABASE', ['DESCRIBE']]] as const) {
    const LFTagPolicy = { CatalogId: accounts.central, ResourceType, Expression: [{ TagKey: tag.key, TagValues: [...tag.values] }] };
    const what = { Principal: { DataLakePrincipalIdentifier: accounts.consumer }, Resource: { LFTagPolicy }, Permissions: [...Permissions], PermissionsWithGrantOption: [...Permissions] };
    await bySteward(loop, 'lakeformation', new RevokePermissionsCommand(what));
  }
}

const hashIn = ({ stdout }: Said): string => /--accept ([0-9a-f]{16})/.exec(stdout)?.[1] ?? '';

describe('npm run plan', () => {
  test('shows what is missing and changes nothing; --apply carries out exactly that, and reconcile then finds nothing', async () => {
    const { loop, at, close } = await served();
    const before = loop.seen.length;

    const shown = await plan(...at);

    expect(shown).toMatchObject({ status: 2 });
    expect(shown.stdout).toMatch(/create link +rl_credit_risk to credit_risk of 111111111111 +credit_risk is shared/);
    expect(shown.stdout).toMatch(/grant +DESCRIBE on database 222222222222\.rl_credit_risk +arn:aws:iam::222222222222:role\/data-scientist +mesh\.yml asks for it/);
    const writes = loop.seen.slice(before).flatMap((each) => (each.kind === 'call' && !/^(Get|List|Head|AssumeRole)/.test(each.operation) ? [each.operation] : []));
    expect(writes).toEqual([]);

    const done = await plan(...at, '--apply', '--accept', hashIn(shown));

    expect(done).toMatchObject({ status: 0, stdout: expect.stringMatching(new RegExp(`^Done: 10 of plan ${hashIn(shown)}`)) });
    expect(await databasesOf(loop)).toHaveProperty('rl_credit_risk', { target: 'credit_risk' });
    expect(await heldBy(loop, scientist)).toEqual(all);
    expect(await plan(...at)).toMatchObject({ status: 0, stdout: 'Nothing to do: links and grants are as mesh.yml asks.' });
    // What was given is proved by the loop's own query.
    await loop.clock.run();
    expect(loop.types()).toContain('Access Granted');
    const settled = loop.seen.length;
    await reconcile(loop);
    expect(writesBy(loop, settled).filter((operation) => operation !== 'PutEvents')).toEqual([]);
    await close();
  });

  test('of a plan that is another one by now says what changed, does nothing and names the new hash', async () => {
    const { loop, at, close } = await served();
    const shown = await plan(...at);
    await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'rl_credit_risk', TargetDatabase: { CatalogId: '111111111111', DatabaseName: 'credit_risk' } } }));

    const refused = await plan(...at, '--apply', '--accept', hashIn(shown));

    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stdout).toMatch(/another one by now, [0-9a-f]{16}: nothing was done/);
    expect(refused.stdout).toContain('- create link rl_credit_risk to credit_risk of 111111111111');
    expect(hashIn(refused)).not.toBe(hashIn(shown));
    expect(await heldBy(loop, scientist)).toEqual([]);
    await close();
  });

  test('shows removals that are held back, with the hash that reconcile tells; only that hash lets them go', async () => {
    const { loop, at, close } = await served();
    await reconcile(loop);
    for (const Name of ['rl_b', 'rl_c'])
      await byAdmin(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name, TargetDatabase: { CatalogId: '111111111111', DatabaseName: Name.slice(3) } }, Tags: { meshloop: 'dev' } }));
    await unshare(loop);

    const shown = await plan(...at, '--json');

    expect(shown).toMatchObject({ status: 2 });
    const { hash, actions, held } = JSON.parse(shown.stdout);
    expect(actions).toEqual([]);
    expect(held).toMatchObject({ reason: '3 of 3 links would be removed, and mesh.yml lets 1 go at once' });
    await reconcile(loop);
    const [told] = loop.mesh().filter((event) => event['detail-type'] === 'Removal Held');
    expect(told?.detail).toMatchObject({ data: { hash: held.hash } });

    const kept = await plan(...at, '--apply', '--accept', hash);

    expect(kept).toMatchObject({ status: 2, stdout: expect.stringContaining(`hash ${held.hash}`) });
    expect(Object.keys(await databasesOf(loop))).toEqual(expect.arrayContaining(['rl_credit_risk', 'rl_b', 'rl_c']));

    const released = await plan(...at, '--apply', '--accept', hash, '--accept', held.hash);

    expect(released).toMatchObject({ status: 0 });
    expect(Object.keys(await databasesOf(loop)).filter((name) => name.startsWith('rl_'))).toEqual([]);
    await close();
  });

  test('--local without a running local cloud looks at one of its own', () => {
    // Nobody listens at port 9.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/plan.ts', '--local', '--port', '9'], { cwd: root, encoding: 'utf8' });

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'Nothing to do: links and grants are as mesh.yml asks.\n', stderr: '' });
  }, 60_000);

  test.each([
    [[], /--local for a running local cloud, or --profile/],
    [['--local', '--apply'], /--apply and --accept HASH go together/],
    [['--local', '--accept', '0123456789abcdef'], /--apply and --accept HASH go together/],
    [['--local', '--apply', '--accept', 'yes'], /16 digits/],
    [['--lokal'], /--lokal/],
  ])('refuses %j', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
    expect(() => readOptions(argv)).toThrow(message);
  });

  test('a profile that is not there cannot look', async () => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    await expect(plan('--profile', 'nobody')).rejects.toThrow(/^The profile nobody cannot be used/);
  });
});
