import { describe, expect, it } from 'vitest';
import { checkInput } from '../../../local/core/constraints/check.ts';
import { constraintTable } from '../../../local/core/constraints/table.ts';
import { scalarRules } from '../../../local/core/constraints/scalar.ts';
import { Problems } from '../../../local/core/protocol/problems.ts';
import { refusal } from '../../../local/core/protocol/refusal.ts';
import { serviceById } from '../../../local/core/protocol/services.ts';

/** How the service refuses an input, or undefined. */
function refused(service: string, operation: string, input: object): string | undefined {
  const definition = serviceById(service);
  if (!definition) throw new Error(`no service ${service}`);
  const problems = new Problems();
  checkInput(service, operation, input, problems);
  if (problems.found.length === 0 && problems.unreadableValue === undefined) return undefined;
  const { code, message } = refusal(definition, problems);
  return `${code}: ${message}`;
}

const schedule = (Name: string) => ({ Name, ScheduleExpression: 'rate(1 day)', Target: {}, FlexibleTimeWindow: { Mode: 'OFF' } });

describe('a refusal', () => {
  it('has AWS’s words, with all that is wrong', () => {
    // As published for CreateSchedule (webiny/webiny-js, pull request 5445).
    expect(refused('scheduler', 'CreateSchedule', schedule(`a/${'b'.repeat(70)}`))).toBe(
      `ValidationException: 2 validation errors detected: Value 'a/${'b'.repeat(70)}' at 'name' failed to satisfy constraint: ` +
        `Member must have length less than or equal to 64; Value 'a/${'b'.repeat(70)}' at 'name' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+',
    );
  });

  it('names the items of a list together, with every rule for them', () => {
    expect(refused('lambda', 'CreateFunction', { Architectures: ['foo'] })).toBe(
      "ValidationException: 1 validation error detected: Value '[foo]' at 'architectures' failed to satisfy constraint: " +
        'Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
    );
  });

  it('names the keys of a map together', () => {
    const Targets = [{ Id: 't', Arn: 'arn', InputTransformer: { InputTemplate: 'x', InputPathsMap: { 'de onde?': '$.id' } } }];
    expect(refused('eventbridge', 'PutTargets', { Rule: 'r', Targets })).toBe(
      "ValidationException: 1 validation error detected: Value '{de onde?=$.id}' at 'targets.1.member.inputTransformer.inputPathsMap' failed " +
        'to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have ' +
        'length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]',
    );
  });

  it('prints no structures, no secrets, and with Athena no value at all', () => {
    const Entries = Array.from({ length: 11 }, () => ({ Detail: '{"salary":1}' }));
    expect(refused('eventbridge', 'PutEvents', { Entries })).toBe(
      "ValidationException: 1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
    );
    const Environment = { Variables: { '1': 'hidden value' } };
    expect(refused('lambda', 'CreateFunction', { Environment })).not.toContain('hidden value');
    expect(refused('athena', 'StartQueryExecution', { ClientRequestToken: 'secret-token' })).toBe(
      "InvalidRequestException: 1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32",
    );
  });

  it('has Lake Formation’s own words for a permission', () => {
    expect(() => refused('lakeformation', 'GrantPermissions', { Permissions: ['SELECT', 'ASSOCIATE_TAG'] })).toThrow(
      'Please grant only valid Lake Formation permissions. [ASSOCIATE_TAG] are not all valid Lake Formation permissions.',
    );
  });

  it('tells whole numbers from others', () => {
    expect(refused('glue', 'GetTables', { MaxResults: 1.5 })).toMatch(/^SerializationException: DECIMAL_VALUE can not be converted to an Integer/);
    expect(refused('cloudwatch', 'PutMetricData', { MetricData: [{ MetricName: 'm', Value: 1.5 }] })).toBeUndefined();
  });
});

describe('a constraint', () => {
  it('counts code points, not their halves', () => {
    const longest = scalarRules({ kind: 'string', max: 3, min: 3 });
    const holds = (text: string) => longest.every((rule) => rule.holds(text));
    expect(holds('\u{1F600}'.repeat(3))).toBe(true);
    expect(holds('\u{1F600}'.repeat(2))).toBe(false);
    expect(holds('aaaa')).toBe(false);
  });

  it('matches the whole value', () => {
    const [pattern] = scalarRules({ kind: 'string', pattern: '[a-z]+|1' });
    expect(['abc', '1', 'abc1', '1a', 'abc\n'].map((text) => pattern?.holds(text))).toEqual([true, true, false, false, false]);
  });

  it('takes no time that grows with a power of the value', () => {
    const { shapes } = constraintTable('sagemaker');
    const definition = shapes['PipelineDefinition'];
    if (definition?.kind !== 'string') throw new Error('PipelineDefinition is a text');
    const text = `${' a\n'.repeat(100_000)}\u2028`;
    expect(scalarRules(definition).map((rule) => rule.holds(text))).toContain(false);
  });
});

it('no pattern of the served operations is left out', () => {
  const services = ['athena', 'eventbridge', 'glue', 'iam', 'lakeformation', 'lambda', 's3', 'sagemaker', 'scheduler', 'sqs', 'sts'];
  expect(services.map((id) => constraintTable(id).untranslated)).toEqual(services.map(() => ({})));
});
