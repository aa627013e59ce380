import { expect, test } from 'vitest';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { functionEnvironment } from '../../functions/support.ts';

test('the environment of a function is read once, with names of our own', () => {
  expect(readEnvironment(functionEnvironment)).toMatchObject({ stage: 'dev', busName: 'meshloop-dev', functionName: 'test' });
});

test('every variable that is missing or empty is named', () => {
  const { BUCKET: _, ...rest } = functionEnvironment;

  expect(() => readEnvironment({ ...rest, STAGE: '' })).toThrow('Missing environment variables: STAGE, BUCKET');
});
