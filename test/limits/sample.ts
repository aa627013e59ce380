import { scalarRules } from '../../local/core/constraints/scalar.ts';
import type { ConstraintShape, ConstraintTable, ScalarConstraint } from '../../local/core/constraints/table.ts';
import type { Shape, Structure } from '../../local/core/protocol/shape.ts';
import type { Raw, RawInput } from './request.ts';

/** Texts of which one fits every pattern of the tables. */
const TEXTS = [
  'abc',
  'https://sqs.eu-central-1.amazonaws.com/222222222222/abc',
  'a'.repeat(40),
  '222222222222',
  '1',
  's3://abc/key',
  'abc/def',
  '/abc/',
  'arn:aws:iam::222222222222:role/abc',
  'arn:aws:glue:eu-central-1:222222222222:database/abc',
  'arn:aws:events:eu-central-1:222222222222:event-bus/abc',
  'arn:aws:sqs:eu-central-1:222222222222:abc',
  'arn:aws:kms:eu-central-1:222222222222:key/abc',
  'arn:aws:scheduler:eu-central-1:222222222222:schedule-group/abc',
  'arn:aws:sagemaker:eu-central-1:222222222222:pipeline/abc',
  'arn:aws:sagemaker:eu-central-1:222222222222:pipeline/abc/execution/abc',
  'arn:aws:sagemaker:eu-central-1:222222222222:model-package/abc/1',
  'arn:aws:secretsmanager:eu-central-1:222222222222:secret:abc',
  'arn:aws:lambda:eu-central-1:222222222222:layer:abc:1',
  'arn:aws:elasticfilesystem:eu-central-1:222222222222:access-point/fsap-0123456789abcdef0',
  'arn:aws:lambda:eu-central-1:222222222222:code-signing-config:csc-0123456789abcdefg',
  'arn:aws:lambda:eu-central-1:222222222222:capacity-provider:abc',
  'arn:aws:lambda:eu-central-1::runtime/abc',
  'arn:aws:sso:::instance/ssoins-0123456789abcdef',
  'aws.partner/abc/def',
  'events:PutEvents',
  'lambda:InvokeFunction',
  '/mnt/abc',
  'subnet-1',
  'sg-1',
  'o-0123456789',
  'eu-central-1',
  'abc.def',
  '1.0.0',
  `sha256:${'0'.repeat(64)}`,
  '01234567-89ab-cdef-0123-456789abcdef',
  'TRUE',
];

/** A text that breaks a pattern and, where there is one, no length. */
const ODD_TEXTS = ['\u2028', 'a:b', '!', ' ', '\u0000', 'a b!', 'ü', '{}', '/', '\u0000'.repeat(2), '!'.repeat(40), ' '.repeat(40), 'x', ''];

/** The constraints of a member, item, key or value. */
export function constraintOf(table: ConstraintTable, above: ConstraintShape | undefined, name: string): ConstraintShape | undefined {
  const target =
    above?.kind === 'structure' ? above.members[name] : above?.kind === 'list' ? above.item : above?.kind === 'map' ? above[name === 'key' ? 'key' : 'value'] : undefined;
  return target === undefined ? undefined : table.shapes[target];
}

/** The smallest structure that its schema and constraints admit. */
export function smallest(table: ConstraintTable, shape: Structure, constraint: ConstraintShape | undefined): RawInput {
  const needed = shape.kind === 'union' ? shape.members.slice(0, 1) : shape.members.filter((member) => member.required);
  return Object.fromEntries(needed.map((member) => [member.name, sample(table, member.shape, constraintOf(table, constraint, member.name))]));
}

/** The smallest value of a shape. */
export function sample(table: ConstraintTable, shape: Shape, constraint: ConstraintShape | undefined): Raw {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return smallest(table, shape, constraint);
    case 'list':
      // A form or a query cannot say that a list is empty.
      return Array.from({ length: Math.max(1, (constraint?.kind === 'list' ? constraint.min : undefined) ?? 1) }, () => sample(table, shape.item.shape, constraintOf(table, constraint, 'item')));
    case 'map':
      return {};
    case 'string':
      return textOf(constraint);
    case 'boolean':
      return true;
    case 'timestamp':
      return shape.format === 'http-date' ? 'Fri, 20 Nov 2026 09:00:00 GMT' : shape.format === 'date-time' ? '2026-11-20T09:00:00Z' : 1_795_165_200;
    case 'blob':
      return 'YWJj';
    case 'document':
      return {};
    default:
      return constraint && isScalar(constraint) ? (constraint.min ?? 1) : 1;
  }
}

/** A text that keeps all constraints. */
export function textOf(constraint: ConstraintShape | undefined): string {
  if (!constraint || !isScalar(constraint)) return 'abc';
  const rules = scalarRules(constraint);
  const candidates = [...(constraint.enum ?? []), ...TEXTS, 'a'.repeat(constraint.min ?? 0)];
  const found = candidates.find((text) => rules.every((rule) => rule.holds(text)));
  if (found === undefined) throw new Error(`no sample text fits ${JSON.stringify(constraint)}`);
  return found;
}

/**
 * A text that breaks the pattern: alone where possible. It is found without the code under test, so that a check that
 * admits everything leaves cases that fail.
 */
export function oddText({ pattern, js = pattern, min = 0, max = Infinity }: ScalarConstraint): string | undefined {
  if (js === undefined) return undefined;
  const whole = new RegExp(`^(?:${js})$`, 'u');
  const breaking = ODD_TEXTS.filter((text) => !whole.test(text));
  return breaking.find((text) => text.length >= min && text.length <= max) ?? breaking[0];
}

export function isScalar(constraint: ConstraintShape): constraint is ScalarConstraint {
  return constraint.kind !== 'structure' && constraint.kind !== 'list' && constraint.kind !== 'map';
}
