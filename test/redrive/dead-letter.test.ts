import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDeadLetter } from '../../scripts/redrive/dead-letter.ts';

const functionArn = 'arn:aws:lambda:eu-central-1:222222222222:function:meshloop-dev-notice-asset:$LATEST';
const failed = (event: unknown) => ({
  MessageId: 'message', ReceiptHandle: 'handle',
  Body: JSON.stringify({ requestContext: { functionArn, condition: 'RetriesExhausted' }, requestPayload: event }),
});
const sample = (name: string): Record<string, unknown> => JSON.parse(readFileSync(join(import.meta.dirname, `../../events/samples/${name}.json`), 'utf8'));

test('an event of Amazon DataZone, whose metadata is its own, can be done again', () => {
  const event = sample('datazone-subscription-grant-completed');
  expect(event).toMatchObject({ detail: { metadata: { domain: expect.any(String) } } });
  expect(readDeadLetter(failed(event))).toMatchObject({ functionName: 'meshloop-dev-notice-asset', step: event['detail-type'], eventId: event['id'], event, product: undefined, changeId: undefined });
});

test('an event of ours says its product and change', () => {
  expect(readDeadLetter(failed(sample('data-product-changed')))).toMatchObject({ step: 'Data Product Changed', product: expect.stringContaining('.'), changeId: expect.any(String) });
});

test('what is no event stays where it is', () => {
  expect(readDeadLetter(failed({ detail: 'text' }))).toMatchObject({ why: 'what it holds is no event' });
});
