import { BatchGrantPermissionsCommand, LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { giveRight } from '../../../shared/aws/own-rights.ts';

const lakeFormation = mockClient(LakeFormationClient);
beforeEach(() => lakeFormation.reset());

const failure = (ErrorCode: string, ErrorMessage: string) => ({ Failures: [{ RequestEntry: { Id: 'own' }, Error: { ErrorCode, ErrorMessage } }] });
const give = () => giveRight('role', { Database: { Name: 'rl_a' } }, 'DROP');

test('a right that collides with another change is given again: what needs it would be told as refused for good', async () => {
  lakeFormation.on(BatchGrantPermissionsCommand).resolvesOnce(failure('ConcurrentModificationException', 'Please retry in a short while')).resolves({ Failures: [] });

  await give();

  expect(lakeFormation.calls()).toHaveLength(2);
});

test('a right that is refused is left to what needs it', async () => {
  lakeFormation.on(BatchGrantPermissionsCommand).resolves(failure('AccessDeniedException', 'Insufficient Lake Formation permission(s)'));

  await give();

  expect(lakeFormation.calls()).toHaveLength(1);
});
