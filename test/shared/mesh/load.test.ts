import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatMeshError, loadMesh } from '../../../shared/mesh/load.ts';
import { meshSchema, type Mesh } from '../../../shared/mesh/mesh.ts';

const valid = readFileSync(join(import.meta.dirname, 'valid.yml'), 'utf8');

function errorsOf(text: string): string[] {
  const loaded = loadMesh(text, 'mesh.yml');
  return 'errors' in loaded ? loaded.errors.map(formatMeshError) : [];
}

function meshOf(text: string): Mesh {
  const loaded = loadMesh(text, 'mesh.yml');
  if ('errors' in loaded) throw new Error(loaded.errors.map(formatMeshError).join('\n'));
  return loaded.mesh;
}

/** The valid file with one change; the change must apply. */
function changed(from: string | RegExp, to: string): string {
  const text = valid.replace(from, to);
  expect(text).not.toBe(valid);
  return text;
}

describe('a valid mesh.yml', () => {
  it('gets its defaults', () => {
    const mesh = meshOf(valid);

    expect(mesh.trustedAccounts).toEqual(['111111111111']);
    expect(mesh.subscriptions[0]).toEqual({
      name: 'credit-risk',
      database: 'credit_risk',
      tables: ['*'],
      link: 'rl_credit_risk',
      links: 'database',
      hybridAccess: false,
      paused: false,
      access: { by: 'tags', lfTags: { domain: ['credit'] } },
      roles: [
        {
          arn: 'arn:aws:iam::222222222222:role/data-scientist',
          permissions: ['SELECT', 'DESCRIBE'],
          access: { by: 'tags', lfTags: { domain: ['credit'] } },
        },
        {
          arn: 'arn:aws:iam::222222222222:role/team/auditor',
          permissions: ['DESCRIBE'],
          access: { by: 'tables', tables: ['applications'] },
        },
      ],
      settleSeconds: 300,
      drift: { minimumRows: 100, multivariate: false, ignore: [], critical: [], columns: {}, consequences: {} },
      privacy: { columns: [], minimumCount: 10, maskValues: false },
      models: [
        {
          name: 'credit-risk',
          table: 'applications',
          pipeline: 'credit-risk',
          modelPackageGroup: 'credit-risk',
          retraining: { alarms: [], alarmCheck: 21_600, cooldown: 0, instances: 1 },
          productionAccounts: [],
          parameters: {},
        },
      ],
    });
  });

  it('survives the way through mesh.json', () => {
    const mesh = meshOf(valid);

    expect(meshSchema.parse(JSON.parse(JSON.stringify(mesh)))).toEqual(mesh);
  });

  it('gives a glob no fixed link', () => {
    expect(meshOf(valid).subscriptions[1]).toMatchObject({
      database: 'sales_*',
      access: { by: 'tables', tables: ['orders_*', 'customers'] },
    });
    expect(meshOf(valid).subscriptions[1]).not.toHaveProperty('link');
  });

  it.each([
    ['1m', 60],
    ['90s', 90],
    ['1h', 3_600],
    ['1d', 86_400],
  ])('reads the window %s', (window, seconds) => {
    expect(meshOf(changed('settleWindow: 5m', `settleWindow: ${window}`)).subscriptions[0]?.settleSeconds).toBe(seconds);
  });

  it.each(['aws-cn', 'aws-us-gov'])('takes ARNs of %s in its Regions', (partition) => {
    const region = partition === 'aws-cn' ? 'cn-north-1' : 'us-gov-west-1';
    const text = valid.replaceAll('arn:aws:', `arn:${partition}:`).replace('eu-central-1', region);

    expect(errorsOf(text)).toEqual([]);
  });
});

describe('a mistake is told with file, line, column, field and remedy', () => {
  it.each<[what: string, from: string | RegExp, to: string, ...expected: string[]]>([
    [
      'an account id as a number',
      '"111111111111"',
      '111111111111',
      'mesh.yml:2:3: central.account is read as a number',
      'quotes: "111111111111"',
    ],
    ['a leading zero', '"111111111111"', '011111111111', 'mesh.yml:2:3: central.account', 'quotes: "011111111111"'],
    ['an octal number', '"111111111111"', '0o17', 'central.account is read as a number', '12 digits in quotes'],
    ['an account id that is too short', '"111111111111"', '"1111"', 'central.account is not an account id'],
    [
      'a truth value for text',
      'domain: [credit]',
      'domain: [true]',
      'mesh.yml:10:16: subscriptions[0].lfTags.domain[0] is read as a truth value',
      'in quotes',
    ],
    [
      'an unknown field',
      'settleWindow:',
      'setleWindow:',
      'subscriptions[0].setleWindow is not a known field',
      'Did you mean settleWindow?',
    ],
    ['a field that nobody could mean', 'settleWindow:', 'zzz:', 'zzz is not a known field. Known here: name, catalog, database'],
    ['a missing field', /\n {4}database: credit_risk/, '', 'subscriptions[0].database is missing'],
    ['an empty field', 'database: credit_risk', 'database:', 'subscriptions[0].database is empty'],
    ['a duration without unit', 'settleWindow: 5m', 'settleWindow: 5', 'settleWindow is read as a number', 'such as 5m or 1h'],
    ['a duration that is none', 'settleWindow: 5m', 'settleWindow: soon', 'settleWindow is not a duration', 'such as 5m or 1h'],
    ['a window that is too long', 'settleWindow: 5m', 'settleWindow: 25h', 'settleWindow is not between 1m and 24h'],
    ['a window that is too short', 'settleWindow: 5m', 'settleWindow: 59s', 'settleWindow is not between 1m and 24h'],
    ['a link without our prefix', 'settleWindow:', 'link: credit\n    settleWindow:', 'subscriptions[0].link does not begin with rl_'],
    ['a link in upper case', 'settleWindow:', 'link: rl_Credit\n    settleWindow:', 'subscriptions[0].link has upper-case letters'],
    ['a link that is too long', 'settleWindow:', `link: rl_${'x'.repeat(253)}\n    settleWindow:`, 'link is longer than 255 characters'],
    ['another catalog that is not trusted', 'database: credit_risk', 'catalog: "444444444444"\n    database: credit_risk', 'catalog is not one of trustedAccounts'],
    ['a tag value twice', 'domain: [credit]', 'domain: [credit, credit]', 'lfTags.domain lists a value twice', 'Keep one'],
    ['a flag in quotes', 'settleWindow:', 'paused: "false"\n    settleWindow:', 'subscriptions[0].paused'],
    ['a removal limit above all', 'subscriptions:', 'access: { removalLimit: 20 }\nsubscriptions:', 'access.removalLimit is not a share', 'Write 0.2'],
    ['opt-ins without an administrator', 'subscriptions:\n', 'access: { delegated: true }\nsubscriptions:\n  - { name: h, database: h, hybridAccess: true }\n', 'hybridAccess stands beside access.delegated', 'create-lake-formation-opt-in'],
    ['table links without an administrator', 'subscriptions:\n', 'access: { delegated: true }\nsubscriptions:\n  - { name: h, database: h, links: tables }\n', 'links is tables beside access.delegated'],
    [
      'a fixed link for a glob',
      'database: sales_*',
      'database: sales_*\n    link: rl_sales',
      'subscriptions[1].link is one name for the many',
    ],
    ['our own link as a product', 'database: credit_risk', 'database: rl_credit_risk', 'database looks like a link of ours'],
    ['an ARN that is none', 'role/data-scientist', 'user/data-scientist', 'subscriptions[0].roles[0].arn is not the ARN of an IAM role'],
    [
      'a role of another account',
      '222222222222:role/data-scientist',
      '333333333333:role/data-scientist',
      'is not a role of the consumer account',
    ],
    ['a role of another partition', 'arn:aws:iam::222222222222:role/data', 'arn:aws-cn:iam::222222222222:role/data', 'another partition'],
    ['a role twice', 'role/team/auditor', 'role/data-scientist', 'roles[1].arn is listed twice'],
    [
      'two kinds of access',
      'tables: [applications]',
      'tables: [applications]\n        lfTags: { domain: [credit] }',
      'roles[1].tables stands beside lfTags',
    ],
    [
      'a permission that widens',
      '[DESCRIBE]',
      '[DESCRIBE, ALTER]',
      'permissions[1] is not one of the allowed values. Write SELECT or DESCRIBE',
    ],
    ['a tag without values', 'domain: [credit]', 'domain: []', 'lfTags.domain has no values'],
    ['a tag in upper case', 'domain: [credit]', 'Domain: [credit]', 'lfTags.Domain is not an LF-Tag key'],
    ['a name twice', 'name: sales', 'name: credit-risk', 'subscriptions[1].name "credit-risk" is taken'],
    ['a name that no role can have', 'name: sales', 'name: Sales_Team', 'subscriptions[1].name is not a usable name'],
    [
      'one link for two databases',
      'database: sales_*',
      'database: other\n    link: rl_credit_risk',
      'subscriptions[1].link gives the link rl_credit_risk, which subscription "credit-risk"',
    ],
    [
      'a link that a glob takes',
      'settleWindow:',
      'link: rl_sales_eu\n    settleWindow:',
      'subscriptions[1].database gives the link rl_sales_eu',
    ],
    [
      'a model on a table nobody follows',
      'settleWindow:',
      'tables: [loans]\n    settleWindow:',
      'models[0].table "applications" is not followed',
    ],
    ['a pipeline name for SageMaker', 'pipeline: credit-risk', 'pipeline: credit_risk', 'models[0].pipeline is not a SageMaker name'],
    ['text for a number', 'minimumRows: 100', 'minimumRows: "100"', 'drift.minimumRows is not a number'],
    ['a threshold below zero', 'minimumRows: 100', 'threshold: -1', 'drift.threshold is not above zero'],
    ['a list for a mapping', /central:\n.*\n/, 'central: []\n', 'central is not a mapping of fields'],
    ['a foreign consumer', '"222222222222"', '"111111111111"', 'consumer.account is the central account too'],
    ['central not trusted', /^/, 'trustedAccounts: ["333333333333"]\n', 'trustedAccounts does not include the central account'],
  ])('%s', (_what, from, to, ...expected) => {
    const errors = errorsOf(changed(from, to)).join('\n');

    for (const part of expected) expect(errors).toContain(part);
    expect(errors).toMatch(/^mesh\.yml:\d+:\d+: /);
  });

  it('tells every mistake at once, in the order of the file, each once', () => {
    const errors = errorsOf(
      changed('settleWindow: 5m', 'link: Foo*').replace('"222222222222"', '22').replace('minimumRows: 100', 'minRows: 1'),
    );

    expect(errors.map((line) => line.split(' ')[1])).toEqual([
      'consumer.account',
      'subscriptions[0].link',
      'subscriptions[0].drift.minRows',
    ]);
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'The file is empty'],
    ['YAML that does not parse', 'central: [', 'mesh.yml:1:'],
    ['a key twice', 'central: 1\ncentral: 2', 'Map keys must be unique'],
    ['an alias of nothing', 'central: *nobody', 'nobody'],
    ['a bare word', 'hello', 'is not a mapping of fields'],
  ])('%s', (_what, text, expected) => {
    expect(errorsOf(text).join('\n')).toContain(expected);
  });
});

describe('the other tables of a model', () => {
  const tables = (list: string) => changed('table: applications\n', `table: applications\n        otherTables: ${list}\n`);

  it('are kept as they are named', () => {
    expect(meshOf(tables('[customers]')).subscriptions[0]?.models[0]).toMatchObject({ table: 'applications', otherTables: ['customers'] });
  });

  it.each([
    ['[applications]', /otherTables\[0\].*named already/],
    ['[a, a]', /otherTables\[1\].*named already/],
    ["['c*']", /otherTables\[0\].*is a glob/],
  ])('%s are refused', (list, message) => {
    expect(errorsOf(tables(list)).join('\n')).toMatch(message);
  });

  it('have to be followed by the subscription', () => {
    const text = tables('[customers]').replace('database: credit_risk\n', 'database: credit_risk\n    tables: [applications]\n');
    expect(errorsOf(text).join('\n')).toMatch(/"customers" is not followed by the subscription/);
  });
});
