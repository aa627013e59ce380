import { afterAll, describe, expect, test } from 'vitest';
import { stepOperations } from '../../local/sagemaker/job-request.ts';
import { createCloud } from '../../local/cloud.ts';
import { constraintTable } from '../../local/core/constraints/table.ts';
import { bindingsOf } from '../../local/core/protocol/rest.ts';
import { modelOf, type OperationModel } from '../../local/core/protocol/model.ts';
import { serviceById, type ServiceDefinition } from '../../local/core/protocol/services.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';
import { ACCOUNT, START, text } from '../local/core/rooms.ts';
import { requestOf } from './request.ts';
import { isScalar, oddText, smallest } from './sample.ts';
import { isInBody, wrongInputs, type Wrong } from './wrong.ts';

const cloud = createCloud({ clock: new VirtualClock(START), dice: new SeededDice(1), region: 'eu-central-1', organization: [ACCOUNT] });
afterAll(() => cloud.close());

let calls = 0;
cloud.watch.subscribe((observation) => {
  if (observation.kind === 'call') calls++;
});

/** The refusals of S3, which has no validator of its own for most of what its model says. */
const S3_CODES = ['MalformedXML', 'InvalidArgument', 'InvalidStorageClass', 'InvalidLocationConstraint'];

function codesOf(definition: ServiceDefinition, operation: OperationModel, wrong: Wrong): readonly string[] {
  // The answer to HEAD has no body, and with it no code.
  if (operation.http?.method === 'HEAD') return [''];
  if (definition.id === 's3') return S3_CODES;
  if (wrong.kind === 'type') return [definition.protocol === 'query' ? 'MalformedInput' : 'SerializationException'];
  return [definition.invalid];
}

/** Mistakes that the protocol cannot express: a path without one of its parts, a text as another text. */
function canBeSent(definition: ServiceDefinition, operation: OperationModel, wrong: Wrong): boolean {
  const member = operation.input.byName.get(wrong.member);
  const inBody = isInBody(member);
  // A payload that is no structure is any bytes.
  if (member?.traits['httpPayload'] && !('members' in member.shape)) return false;
  const value = JSON.stringify(wrong.input);
  const isText = definition.protocol === 'query' || definition.protocol === 'restXml' || !inBody;
  if (isText && /[:[,](?:\[\]|\{\}|"")/.test(value)) return false;
  if (wrong.kind === 'unknown') return inBody && (definition.protocol !== 'restXml' || wrong.path.includes('.')) && isBodied(operation, wrong);
  if (wrong.kind === 'missing') return member?.traits['httpLabel'] === undefined && (inBody || wrong.path.includes('.')) && (definition.protocol !== 'restXml' || wrong.path.includes('.'));
  if (isText && wrong.kind === 'type') return false;
  if (member?.traits['httpLabel'] !== undefined) return !value.includes('""');
  return true;
}

/** Operations whose whole input is in path, query and headers have no body to misspell. */
function isBodied(operation: OperationModel, wrong: Wrong): boolean {
  return wrong.path.includes('.') || !operation.http || bindingsOf(operation.input).body.length > 0;
}

async function refusalOf(definition: ServiceDefinition, operation: OperationModel, wrong: Wrong): Promise<string | undefined> {
  const before = calls;
  const response = await cloud.handle(requestOf(definition, operation, wrong.input));
  const answer = text(response.body).replaceAll('&apos;', "'").replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"');
  const plain = answer.startsWith('{') ? JSON.stringify(JSON.parse(answer)) : JSON.stringify(answer);
  const code = response.headers['x-amzn-errortype']?.split('#').at(-1) ?? /<Code>([^<]+)/.exec(answer)?.[1] ?? '';
  const place = definition.id === 's3' ? '' : JSON.stringify(`'${wrong.path}'`).slice(1, -1);
  const constraint = definition.id === 's3' || isOwnWording(definition, wrong) ? '' : JSON.stringify(wrong.text).slice(1, -1);
  const isRight =
    response.status === 400 && codesOf(definition, operation, wrong).includes(code) && calls === before && (isOwnWording(definition, wrong) || plain.includes(place)) && plain.includes(constraint);
  return isRight ? undefined : `${wrong.kind} ${wrong.path} (${wrong.text.slice(0, 80)}): ${response.status} ${code} ${plain.slice(0, 300)}${calls === before ? '' : ' AND IT RAN'}`;
}

function isOwnWording(definition: ServiceDefinition, wrong: Wrong): boolean {
  return definition.id === 'lakeformation' && wrong.text.startsWith('Member must satisfy enum value set: [ALL, SELECT');
}

for (const [id, service] of cloud.services) {
  const definition = serviceById(id);
  if (!definition) throw new Error(`${id} has no definition`);
  const table = constraintTable(id);
  describe(`the service ${id}`, () => {
    test('every operation served, or read in the steps of pipelines, is in the table of constraints, and no other', () => {
      const known = new Set([...Object.keys(service.operations), ...(id === 'sagemaker' ? stepOperations : [])]);
      expect(Object.keys(table.operations)).toEqual([...known].toSorted());
    });

    test('every pattern is broken by some text of the suite, unless it admits every text', () => {
      const unbroken = Object.values(table.shapes).filter((shape) => isScalar(shape) && shape.pattern !== undefined && oddText(shape) === undefined);
      expect(unbroken.filter((shape) => isScalar(shape) && shape.pattern !== '[\\S\\s]*')).toEqual([]);
    });

    test.each(Object.keys(service.operations))('%s refuses what its model does not admit, and does nothing', async (name) => {
      const operation = modelOf(definition).operations.get(name);
      if (!operation) throw new Error(`${id} has no ${name}`);
      const input = table.operations[name];
      const constraint = input === undefined || input === null ? undefined : table.shapes[input];
      const wrong = wrongInputs(table, operation.input, constraint).filter((each) => canBeSent(definition, operation, each));
      const failures: string[] = [];
      for (const each of wrong) {
        const failure = await refusalOf(definition, operation, each);
        if (failure !== undefined) failures.push(failure);
      }
      expect(failures).toEqual([]);
    });

    test.each(Object.keys(service.operations))('%s reaches its service with the smallest input that its model admits', async (name) => {
      const operation = modelOf(definition).operations.get(name);
      if (!operation) throw new Error(`${id} has no ${name}`);
      const input = table.operations[name];
      const before = calls;
      const request = requestOf(definition, operation, smallest(table, operation.input, input === undefined || input === null ? undefined : table.shapes[input]));
      const response = await cloud.handle(request);
      expect({ reached: calls - before, status: response.status === 500 ? text(response.body) : 'no fault' }).toEqual({ reached: 1, status: 'no fault' });
    });
  });
}
