import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventSchema } from '../../events/contract.ts';
import { awsContracts } from '../../events/contracts.ts';
import { lakeFormationCall } from '../../events/aws/lake-formation-call.ts';

const folder = join(import.meta.dirname, '../../../shared/facts/events');
const present = existsSync(folder);
if (!present) console.log('skipped: the collection of published events is not beside this checkout');

const files = present ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const read = (name: string): Record<string, unknown> & { account?: string } => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const contractOf = (event: Record<string, unknown>) =>
  awsContracts.find(({ source, detailType }) => event['source'] === source && event['detail-type'] === detailType);
const concerned = files.filter((name) => contractOf(read(name)) !== undefined);

describe.skipIf(!present)('events as they are published', () => {
  test('concern every contract of ours for AWS', () => {
    const covered = new Set(concerned.map((name) => contractOf(read(name))));

    // AWS publishes no sample of DataZone's events, and none of CloudFormation's was kept: ours are constructed.
    const constructed = ['aws.datazone', 'aws.cloudformation'];
    expect(awsContracts.filter((contract) => !covered.has(contract) && !constructed.includes(contract.source)).map(({ id }) => id)).toEqual([]);
  });

  test.each(concerned)('%s', (name) => {
    const event = read(name);
    const contract = contractOf(event);

    const parsed = contract && eventSchema(contract, () => event.account ?? '').safeParse(event);

    expect(parsed?.error?.issues).toBeUndefined();
    expect(parsed?.success).toBe(true);
  });

  test.each(files.filter((name) => name.startsWith('exact-cloudtrail-record-lf-')))('%s, as the detail of an event', (name) => {
    expect(lakeFormationCall.detail.safeParse(read(name)).success).toBe(true);
  });
});
