import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { GetPartitionsCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { readTableVersion } from '../../shared/aws/tables.ts';
import { fingerprint } from '../../shared/catalog/table-version.ts';
import { python } from './support.ts';

const script = `
import json, sys
from datetime import datetime, timezone
sys.path.insert(0, sys.argv[1])
from fingerprint import fingerprint
def moment(value):
    return {k: datetime.fromtimestamp(v, timezone.utc) if k in ("CreateTime", "UpdateTime", "CreationTime") else v for k, v in value.items()}
given = json.loads(sys.argv[2])
print(fingerprint(moment(given["table"]), [moment(partition) for partition in given["partitions"]]))
`;

const table = {
  Name: 'applications',
  StorageDescriptor: { Columns: [{ Name: 'größe "x"', Type: 'decimal(10,2)' }, { Name: 'b', Type: 'array<int>' }], Location: 's3://lake/ä 1/' },
  CreateTime: 1_763_800_000.123,
  UpdateTime: 1_763_800_100.5,
};
const partition = (day: string, Parameters: Record<string, string>) => ({
  Values: [day], StorageDescriptor: { Location: `s3://lake/day=${day}/` }, CreationTime: 1_763_800_000.999, Parameters,
});

/** Times are seconds, as on the wire. */
const cases = {
  'a table without partitions': { table: { ...table, VersionId: '7' }, partitions: [] },
  'a table without a version id': { table, partitions: [] },
  'an Iceberg table by its metadata file': { table: { ...table, VersionId: '7', Parameters: { metadata_location: 's3://lake/metadata/7.json' } }, partitions: [] },
  'an Iceberg table by its snapshot': { table: { ...table, VersionId: '8', Parameters: { metadata_location: 's3://lake/metadata/8.json', 'current-snapshot-id': '99' } }, partitions: [] },
  'partitions in any order': {
    table: { ...table, VersionId: '7', PartitionKeys: [{ Name: 'day', Type: 'string' }] },
    partitions: [partition('2', { numRows: '3', transient_lastDdlTime: '1763800001' }), partition('1', {}), partition('3', { transient_lastDdlTime: 'unknown', '😀': 'a', 'ﬀ': 'b' })],
  },
};

describe.skipIf(python === undefined)('Prepare’s fingerprint', () => {
  it.each(Object.entries(cases))('is the one that the profile names: %s', async (_name, given) => {
    const glue = mockClient(GlueClient);
    const date = (seconds: number) => new Date(Math.round(seconds * 1000));
    glue.on(GetTableCommand).resolves({ Table: { ...given.table, CreateTime: date(given.table.CreateTime), UpdateTime: date(given.table.UpdateTime) } });
    glue.on(GetPartitionsCommand).resolves({ Partitions: given.partitions.map((each) => ({ ...each, CreationTime: date(each.CreationTime) })) });
    const ours = fingerprint(await readTableVersion('rl_x', 'applications', { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' }));
    glue.restore();

    const scripts = join(import.meta.dirname, '..', '..', 'pipelines', 'credit-risk');
    const { stdout, stderr } = spawnSync(python ?? '', ['-c', script, scripts, JSON.stringify(given)], { encoding: 'utf8' });

    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(ours);
  });
});
