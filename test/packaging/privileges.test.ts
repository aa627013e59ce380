import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { securityPage } from '../../scripts/privileges.ts';
import { deployedPolicies } from '../../scripts/privileges/deployed.ts';
import { fences } from '../../scripts/privileges/fences/index.ts';
import { judge } from '../../scripts/privileges/judge.ts';
import { rowsOf } from '../../scripts/privileges/page.ts';
import type { PolicyStatement } from '../../scripts/privileges/statements.ts';
import { unseen, type Unseen } from '../../scripts/privileges/unseen.ts';
import type { Refusal, Use } from '../../scripts/privileges/uses.ts';

const policies = await deployedPolicies();
const { statements, mesh } = policies;

describe('docs/security.md', () => {
  const page = readFileSync(securityPage, 'utf8');

  it('has a row for each statement of the templates, as it is there (npm run privileges writes them anew)', () => {
    expect(rowsOf(statements).filter((row) => !page.includes(row))).toEqual([]);
  });

  it.each(['privileges', 'optional'])('has no row of a statement that is gone, and says of each what shows it: %s', (table) => {
    const known = rowsOf(statements.filter(({ policy, option }) => (table === 'optional' ? option !== undefined : option === undefined && policy === 'identity')));
    const text = page.slice(page.indexOf(`<!-- ${table}:begin -->`), page.indexOf(`<!-- ${table}:end -->`));
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (statement|only with|permissionsBoundary) \|/.test(line));
    expect(rows).toHaveLength(known.length);
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

it('nothing stands there that is too much whatever is used: actions by IAM’s own data, resources, conditions, principals', async () => {
  expect(await fences(policies)).toEqual([]);
});

it('everything is there that services of AWS need by themselves', () => {
  expect(judge(statements, [], unseen, mesh).missing).toEqual([]);
});

describe('the proof', () => {
  const statement: PolicyStatement = { policy: 'identity', owner: 'link-product', id: 'Documents', effect: 'Allow', actions: ['s3:GetObject', 's3:PutObject'], resources: ['a/*', 'b/*'], principals: [], condition: '' };
  const use = (action: string, resource: number, on = `${resource === 0 ? 'a' : 'b'}/1`): Use => ({ policy: 'identity', owner: 'meshloop-dev-link-product', statement: 'Documents', action, resource, on, principal: 'meshloop-dev-link-product' });
  const both = [use('s3:GetObject', 0), use('s3:PutObject', 1)];
  const judged = (uses: Use[], { refusals = [], aws = [] }: { refusals?: Refusal[]; aws?: Unseen[] } = {}) => judge([statement], [{ file: 'f', uses, refusals }], aws, mesh);
  const unseenHere = (more: Partial<Unseen>): Unseen => ({ role: 'link-product', statement: 'Documents', actions: [], resources: [], source: 'a page', ...more });

  it('holds where each action and each resource was needed', () => {
    expect(judged(both)).toEqual({ unused: [], refused: [], seen: [], missing: [], wide: [] });
  });

  it('finds an action and a resource that nothing needed', () => {
    expect(judged([use('s3:GetObject', 0)]).unused).toEqual(['link-product: s3:PutObject (Documents)', 'link-product: Documents on b/*']);
    expect(judged([use('s3:GetObject', 0)], { aws: [unseenHere({ actions: ['s3:PutObject'], resources: ['b/*'] })] }).unused).toEqual([]);
  });

  it('finds a call that was refused', () => {
    const refused = { test: 't', role: 'meshloop-dev-link-product', action: 's3:DeleteObject', resource: 'a/1' };
    expect(judged(both, { refusals: [refused] }).refused).toEqual(['link-product: s3:DeleteObject on a/1 (f, t)']);
  });

  it('finds what was said not to be seen, and was', () => {
    expect(judged(both, { aws: [unseenHere({ actions: ['s3:PutObject'] })] }).seen).toEqual(['link-product: s3:PutObject (Documents)']);
  });

  it('finds what a service of AWS needs by itself and may not do', () => {
    expect(judged(both, { aws: [unseenHere({ actions: ['s3:GetBucketAcl'], resources: ['c/*'] })] }).missing).toEqual([
      'link-product: s3:GetBucketAcl (Documents), by a page',
      'link-product: c/* (Documents), by a page',
    ]);
  });

  it('finds a pattern that is wider than what was used of it', () => {
    const on = (...keys: string[]) => keys.map((key) => use('s3:GetObject', 0, key));
    expect(judged([...on('a/1/done/2', 'a/3/done/4'), use('s3:PutObject', 1)]).wide).toEqual(['link-product: Documents on a/*, where all that was used has done']);
    expect(judged([...on('a/1/done/2', 'a/3/current'), use('s3:PutObject', 1)]).wide).toEqual([]);
    expect(judged([...on('a/credit_risk/2', 'a/credit_risk/4'), use('s3:PutObject', 1)]).wide).toEqual([]);
  });
});
