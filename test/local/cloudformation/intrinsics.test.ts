import { describe, expect, it } from 'vitest';
import { holds, resolve } from '../../../local/cloudformation/intrinsics.ts';
import { Scope } from '../../../local/cloudformation/scope.ts';
import type { Template } from '../../../local/cloudformation/index.ts';

const template: Template = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' }, Zones: { Type: 'CommaDelimitedList', Default: 'a, b' } },
  Mappings: { Sizes: { dev: { Memory: 128 } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
    Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
  },
  Resources: { Queue: { Type: 'AWS::SQS::Queue' }, Later: { Type: 'AWS::SQS::Queue' } },
};

function scope(parameters: Record<string, unknown> = {}): Scope {
  const made = new Scope({
    template,
    parameters,
    pseudo: { 'AWS::AccountId': '222222222222', 'AWS::Partition': 'aws' },
    exports: new Map([['shared', 'value of another stack']]),
  });
  made.add('Queue', { ref: 'https://queue', attributes: { Arn: 'arn:queue' } });
  return made;
}

describe('intrinsic functions', () => {
  it.each([
    ['Ref of a resource', { Ref: 'Queue' }, 'https://queue'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref of a list parameter', { Ref: 'Zones' }, ['a', 'b']],
    ['Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '222222222222'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    ['Sub', { 'Fn::Sub': '${AWS::Partition}:${Queue.Arn}:${Stage}:${!Literal}' }, 'aws:arn:queue:dev:${Literal}'],
    ['Sub with own variables', { 'Fn::Sub': ['${Name}/${Queue}', { Name: { Ref: 'Stage' } }] }, 'dev/https://queue'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1]] }, 'a-dev-1'],
    ['Select from Split', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'x,y'] }] }, 'y'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Memory'] }, 128],
    ['ImportValue', { 'Fn::ImportValue': 'shared' }, 'value of another stack'],
    ['If, true', { 'Fn::If': ['IsDev', 'yes', { Ref: 'Missing' }] }, 'yes'],
    ['NoValue in an object and in a list', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['a policy condition', { Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value, scope())).toEqual(expected);
  });

  it.each([
    ['an unknown reference', { Ref: 'Missing' }, /Unresolved resource dependencies \[Missing\]/],
    ['an attribute that the resource has not', { 'Fn::GetAtt': ['Queue', 'Colour'] }, /Queue has no attribute Colour/],
    ['a resource that is not created', { Ref: 'Later' }, /Later is not created/],
    ['an unknown function', { 'Fn::Transform': {} }, /Fn::Transform is not served/],
    ['an index beyond the list', { 'Fn::Select': [2, ['a']] }, /nonexistent value at index 2/],
    ['an unknown export', { 'Fn::ImportValue': 'none' }, /No export named none/],
  ])('refuse %s', (_name, value, message) => {
    expect(() => resolve(value, scope())).toThrow(message);
  });

  it.each([
    ['IsDev', true],
    ['IsProd', false],
    ['Either', true],
    ['Both', false],
  ])('condition %s is %s', (name, expected) => {
    expect(holds(name, scope())).toBe(expected);
  });
});

describe('parameters', () => {
  it('are refused when the template does not know them', () => {
    expect(() => scope({ Colour: 'red' })).toThrow(/\[Colour\] do not exist/);
  });

  it('replace their defaults', () => {
    expect(holds('IsProd', scope({ Stage: 'prod' }))).toBe(true);
  });
});
