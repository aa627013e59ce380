import { describe, expect, it } from 'vitest';
import { ACCOUNT, testCloud } from '../core/rooms.ts';
import { authorizeOnResource, parseResourcePolicy, policyAllows } from '../../../local/iam/index.ts';
import { AwsError } from '../../../local/core/service.ts';
import { parsePolicy } from '../../../local/iam/policy-document.ts';
import type { Authorization, Caller } from '../../../local/core/service.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/meshloop/reader`;
const TRUST = { Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' } };
const BUS = 'arn:aws:events:eu-central-1:111111111111:event-bus/b';
const CALLER: Caller = { accountId: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/me`, roleArn: ROLE, accessKeyId: 'ASIA' };
const ADMINISTRATOR: Caller = { accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accessKeyId: ACCOUNT };

function cloudWith(...statements: readonly object[]) {
  const cloud = testCloud();
  cloud.iam.putRole({ arn: ROLE, trust: TRUST, policies: [{ Version: '2012-10-17', Statement: statements }] });
  return cloud;
}

const allow = (more: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });

function allowed(statement: object, needed: Partial<Authorization> = {}): boolean {
  return cloudWith(statement).iam.allows(CALLER, { action: 's3:GetObject', resources: ['arn:aws:s3:::b/k'], ...needed });
}

describe('an identity’s policies', () => {
  it.each([
    ['an action', { Action: 's3:GetObject' }, true],
    ['an action in other letters', { Action: 'S3:getobject' }, true],
    ['an action by wildcards', { Action: ['s3:Get?bject', 'sqs:*'] }, true],
    ['another action', { Action: 's3:GetObjectAcl' }, false],
    ['all but another action', { Action: undefined, NotAction: 's3:Put*' }, true],
    ['all but this action', { Action: undefined, NotAction: ['s3:Put*', 's3:Get*'] }, false],
    ['a resource', { Resource: 'arn:aws:s3:::b/k' }, true],
    ['a resource by wildcards', { Resource: 'arn:aws:s3:::b/*' }, true],
    ['a resource in other letters', { Resource: 'arn:aws:s3:::B/k' }, false],
    ['a shorter resource', { Resource: 'arn:aws:s3:::b' }, false],
    ['all but this resource', { Resource: undefined, NotResource: 'arn:aws:s3:::b/*' }, false],
    ['a resource with a variable', { Resource: 'arn:aws:s3:::${aws:PrincipalAccount}/k' }, false],
  ])('that name %s', (_what, more, expected) => {
    expect(allowed(allow(more))).toBe(expected);
  });

  it('put the caller’s own values in the place of variables', () => {
    expect(allowed(allow({ Resource: 'arn:aws:s3:::b-${aws:PrincipalAccount}/k' }), { resources: [`arn:aws:s3:::b-${ACCOUNT}/k`] })).toBe(
      true,
    );
  });

  it('have to allow every resource of a request', () => {
    const statement = allow({ Resource: 'arn:aws:s3:::b/k' });
    expect(allowed(statement, { resources: ['arn:aws:s3:::b/k', 'arn:aws:s3:::b/other'] })).toBe(false);
  });

  it('deny over any permission, and the refusal tells which it was', () => {
    const cloud = cloudWith(allow({}), { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::secret/*' });
    const who = `User: ${CALLER.arn} is not authorized to perform: s3:GetObject`;
    const ask = (resource: string) => () => cloud.iam.authorize(CALLER, { action: 's3:GetObject', resources: [resource] });
    expect(ask('arn:aws:s3:::open/k')).not.toThrow();
    expect(ask('arn:aws:s3:::secret/k')).toThrow(
      `${who} on resource: arn:aws:s3:::secret/k with an explicit deny in an identity-based policy`,
    );
    const silent = cloudWith();
    expect(() => silent.iam.authorize(CALLER, { action: 's3:GetObject', resources: ['arn:aws:s3:::b/k'] })).toThrow(
      `${who} on resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action`,
    );
  });

  it('are none for a service, all for the account’s administrator, and none for a role that is gone', () => {
    const cloud = cloudWith(allow({}));
    const needed = { action: 's3:GetObject', resources: ['arn:aws:s3:::b/k'] };
    expect(cloud.iam.allows(ADMINISTRATOR, needed)).toBe(true);
    expect(cloud.iam.allows({ ...CALLER, servicePrincipal: 'events.amazonaws.com' }, needed)).toBe(false);
    cloud.iam.deleteRole(ROLE);
    expect(cloud.iam.allows(CALLER, needed)).toBe(false);
  });
});

describe('conditions', () => {
  const given = (condition: object, context: Authorization['context']) =>
    allowed(allow({ Condition: condition }), { context: context ?? {} });

  it.each([
    ['StringEquals', { 'iam:PassedToService': 'lambda.amazonaws.com' }, 'lambda.amazonaws.com', true],
    ['StringEquals', { 'iam:PassedToService': ['a', 'b'] }, 'b', true],
    ['StringEquals', { 'iam:PassedToService': 'A' }, 'a', false],
    ['StringEquals', { 'iam:PassedToService': 'a' }, undefined, false],
    ['StringEqualsIgnoreCase', { 'iam:PassedToService': 'A' }, 'a', true],
    ['StringEqualsIfExists', { 'iam:PassedToService': 'a' }, undefined, true],
    ['StringEqualsIfExists', { 'iam:PassedToService': 'a' }, 'b', false],
    ['StringNotEquals', { 'iam:PassedToService': ['a', 'b'] }, 'b', false],
    ['StringNotEquals', { 'iam:PassedToService': ['a', 'b'] }, 'c', true],
    ['StringNotEquals', { 'iam:PassedToService': 'a' }, undefined, true],
    ['StringLike', { 'iam:PassedToService': '*.amazonaws.c?m' }, 'x.amazonaws.com', true],
    ['StringNotLike', { 'iam:PassedToService': '*.amazonaws.com' }, 'x.amazonaws.com', false],
    ['ArnLike', { 'iam:PassedToService': 'arn:aws:lambda:*:1:function:f-*' }, 'arn:aws:lambda:eu:1:function:f-a:3', true],
    ['ArnEquals', { 'iam:PassedToService': 'arn:aws:*:1:f' }, 'arn:aws:lambda:eu:1:f', false],
    ['ArnNotLike', { 'iam:PassedToService': 'arn:aws:lambda:*:1:*' }, 'arn:aws:lambda:eu:2:f', true],
    ['Bool', { 'iam:PassedToService': true }, 'true', true],
    ['Bool', { 'iam:PassedToService': 'false' }, 'true', false],
    ['Null', { 'iam:PassedToService': 'true' }, undefined, true],
    ['Null', { 'iam:PassedToService': 'false' }, undefined, false],
    ['Null', { 'iam:PassedToService': false }, 'a', true],
  ])('%s %j with %s', (operator, keys, value, expected) => {
    expect(given({ [operator]: keys }, value === undefined ? {} : { 'iam:passedtoservice': value })).toBe(expected);
  });

  it.each([
    ['ForAnyValue:StringEquals', ['a', 'x'], true],
    ['ForAnyValue:StringEquals', ['x'], false],
    ['ForAnyValue:StringEquals', [], false],
    ['ForAllValues:StringEquals', ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'x'], false],
    ['ForAllValues:StringEquals', [], true],
    ['ForAllValues:StringNotEquals', ['x', 'y'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'x'], true],
  ])('%s with %j', (operator, values, expected) => {
    expect(given({ [operator]: { 'events:source': ['a', 'b'] } }, { 'events:source': values })).toBe(expected);
  });

  it.each([
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericLessThanEquals', '10', '9.5', true],
    ['NumericLessThanEquals', 10, '11', false],
    ['NumericLessThan', '10', '9', true],
    ['NumericEquals', ['1', '10.0'], '10', true],
    ['NumericNotEquals', ['1', '10'], '10', false],
    ['NumericNotEquals', ['1', '10'], '11', true],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThanEquals', '-1', '0', true],
    ['NumericEquals', '10', 'ten', false],
  ])('%s %j with %s', (operator, wanted, value, expected) => {
    expect(given({ [operator]: { 's3:max-keys': wanted } }, { 's3:max-keys': value })).toBe(expected);
  });

  it.each([
    ['DateGreaterThan', '2026-11-20T08:59:59Z', true],
    ['DateGreaterThan', '2026-11-20T10:00:00+01:00', false],
    ['DateGreaterThanEquals', '2026-11-20T10:00:00+01:00', true],
    ['DateLessThan', '2026-11-21', true],
    ['DateLessThanEquals', '2026-11-20T09:00:00Z', true],
    ['DateEquals', '2026-11-20T09:00:00Z', true],
    ['DateNotEquals', '2026-11-20T09:00:00Z', false],
    ['DateLessThan', '1795165200', false],
    ['DateLessThan', '1795165201', true],
  ])('%s %s at 2026-11-20T09:00:00Z of cloud time', (operator, wanted, expected) => {
    expect(given({ [operator]: { 'aws:CurrentTime': wanted } }, {})).toBe(expected);
    expect(given({ [operator]: { 'aws:EpochTime': wanted } }, {})).toBe(expected);
  });

  it.each([
    ['NumericEquals', { 's3:max-keys': 'ten' }],
    ['NumericEquals', { 's3:max-keys': '' }],
    ['DateLessThan', { 'aws:CurrentTime': 'tomorrow' }],
  ])('of %s refuse the value of %j', (operator, keys) => {
    expect(() => given({ [operator]: keys }, {})).toThrow('is no value of the condition operator');
  });

  it('hold together, and know who asks', () => {
    expect(
      given(
        {
          StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:RequestedRegion': 'eu-central-1' },
          ArnLike: { 'aws:PrincipalArn': ROLE },
          Bool: { 'aws:SecureTransport': 'true' },
        },
        {},
      ),
    ).toBe(true);
    expect(given({ StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:RequestedRegion': 'eu-west-1' } }, {})).toBe(false);
  });

  it.each([
    ['an operator that is not served', { IpAddress: { 'aws:PrincipalAccount': 'x' } }, /operator IpAddress is not served/],
    ['a misspelt operator', { StringEqual: { 'aws:PrincipalAccount': 'x' } }, /operator StringEqual is not served/],
    ['a key that is not served', { Bool: { 'aws:ViaAWSService': 'true' } }, /key aws:ViaAWSService is not served/],
    ['Null with a quantifier', { 'ForAnyValue:Null': { 'events:source': 'x' } }, /not served/],
    ['no object', { StringEquals: 'x' }, /must be an object/],
  ])('are refused with %s', (_what, Condition, message) => {
    expect(() => cloudWith(allow({ Condition }))).toThrow(message);
  });
});

describe('policy documents', () => {
  it.each([
    ['no JSON', '{', /not in valid JSON/],
    ['no statement', {}, /Syntax errors/],
    ['no effect', { Statement: { Action: '*', Resource: '*' } }, /effect/],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }, /Action or NotAction/],
    ['action and its opposite', { Statement: { Effect: 'Allow', Action: '*', NotAction: '*', Resource: '*' } }, /not both/],
    ['an action without its service', { Statement: { Effect: 'Allow', Action: 'GetObject', Resource: '*' } }, /prefaced by a vendor/],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }, /Resource or NotResource/],
    ['a principal', { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' } }, /should not specify a principal/],
    [
      'an element that does not exist',
      { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Conditions: {} } },
      /Unknown policy element Conditions/,
    ],
    ['an unknown version', { Version: '2020-01-01', Statement: [] }, /Version/],
  ])('are refused with %s', (_what, document, message) => {
    expect(() => parsePolicy(document, 'identity')).toThrow(message);
  });

  it('of resources need a principal of a known type', () => {
    expect(() => parsePolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, 'resource')).toThrow('Principal');
    expect(() =>
      parsePolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal: { Services: 'x' } } }, 'resource'),
    ).toThrow('Services');
  });
});

describe('a resource’s policy', () => {
  const needed = { action: 'events:PutEvents', resources: [BUS] };
  const policy = (statement: object) =>
    parseResourcePolicy({ Statement: { Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS, ...statement } });

  it('names services with the resource they act for', () => {
    const cloud = testCloud();
    const service = {
      accountId: ACCOUNT,
      arn: 'sns',
      accessKeyId: '',
      servicePrincipal: 'events.amazonaws.com',
      sourceArn: 'arn:aws:events:eu-central-1:222222222222:rule/r',
    };
    const own = policy({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': service.sourceArn }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    });
    expect(policyAllows(cloud, own, service, needed)).toBe(true);
    expect(policyAllows(cloud, own, { ...service, sourceArn: `${service.sourceArn}2` }, needed)).toBe(false);
    expect(policyAllows(cloud, own, { ...service, servicePrincipal: 'sns.amazonaws.com' }, needed)).toBe(false);
    expect(() => authorizeOnResource(cloud, { ...service, sourceArn: 'arn' }, needed, { owner: ACCOUNT, policy: own })).toThrow(
      'no resource-based policy allows',
    );
  });

  it.each([
    ['everyone', '*', true],
    ['the account', { AWS: ACCOUNT }, true],
    ['the account’s root', { AWS: `arn:aws:iam::${ACCOUNT}:root` }, true],
    ['the role', { AWS: [ROLE] }, true],
    ['the session', { AWS: CALLER.arn }, true],
    ['another account', { AWS: '999999999999' }, false],
    ['a service', { Service: 'events.amazonaws.com' }, false],
  ])('names %s', (_what, Principal, expected) => {
    expect(policyAllows(testCloud(), policy({ Principal }), CALLER, needed)).toBe(expected);
  });

  it.each([
    ['own account, identity alone', ACCOUNT, [allow({})], undefined, undefined],
    ['own account, resource alone', ACCOUNT, [], { Principal: { AWS: ROLE } }, undefined],
    [
      'own account, resource that leaves it to the account',
      ACCOUNT,
      [],
      { Principal: { AWS: ACCOUNT } },
      'because no identity-based policy allows the events:PutEvents action',
    ],
    ['own account, resource that leaves it to the account, and identity', ACCOUNT, [allow({})], { Principal: { AWS: ACCOUNT } }, undefined],
    [
      'own account, identity denies',
      ACCOUNT,
      [allow({ Effect: 'Deny' })],
      { Principal: { AWS: ROLE } },
      'with an explicit deny in an identity-based policy',
    ],
    [
      'own account, resource denies',
      ACCOUNT,
      [allow({})],
      { Principal: '*', Effect: 'Deny' },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'other account, identity alone',
      '111111111111',
      [allow({})],
      undefined,
      'because no resource-based policy allows the events:PutEvents action',
    ],
    [
      'other account, resource alone',
      '111111111111',
      [],
      { Principal: { AWS: ROLE } },
      'because no identity-based policy allows the events:PutEvents action',
    ],
    ['other account, both', '111111111111', [allow({})], { Principal: { AWS: ACCOUNT } }, undefined],
  ])('together with the identity’s: %s', (_what, owner, identity, statement, expected) => {
    const cloud = cloudWith(...identity);
    const ask = () => authorizeOnResource(cloud, CALLER, needed, { owner, policy: statement && policy(statement) });
    expect(refusalOf(ask)).toBe(expected);
  });
});

/** The end of the refusal's text: why. */
function refusalOf(ask: () => void): string | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    return error instanceof AwsError ? error.message.split(`${BUS} `)[1] : String(error);
  }
}
