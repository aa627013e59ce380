import { describe, expect, it } from 'vitest';
import { changesOf, type Node } from '../../console/timeline/changes.ts';
import { TimelineRecord } from '../../console/timeline/record.ts';
import { timelineView } from '../../console/timeline/view.ts';
import type { CloudEvent } from '../../local/core/cloud.ts';

const accounts = { central: '111111111111', producer: '333333333333', consumer: '222222222222' };
const start = Date.UTC(2026, 10, 22, 9);

function event(id: string, detailType: string, detail: Record<string, unknown>, source = 'meshloop', account = accounts.consumer): CloudEvent {
  return { version: '0', id, 'detail-type': detailType, source, account, time: '2026-11-22T09:00:00Z', region: 'eu-central-1', resources: [], detail };
}

const told = (id: string, detailType: string, changeId: string, causationId: string, table: string | null = 'applications') =>
  event(id, detailType, { metadata: { changeId, causationId, product: { catalogId: accounts.central, database: 'credit_risk', ...(table !== null && { table }) } }, data: {} });

function recordOf(...events: readonly (readonly [at: number, event: CloudEvent, bus?: string])[]): TimelineRecord {
  const record = new TimelineRecord();
  for (const [at, each, bus = 'meshloop-dev'] of events) record.take({ kind: 'event', at: start + at, account: bus === 'default' ? each.account : accounts.consumer, bus, event: each });
  return record;
}

/** `parent > child`, as indented names. */
const drawn = (nodes: readonly Node[], depth = 0): string[] => nodes.flatMap(({ entry, followed }) => [`${'  '.repeat(depth)}${entry.id}`, ...drawn(followed, depth + 1)]);

describe('a change', () => {
  const registered = event('aws-1', 'Glue Data Catalog Table State Change', { typeOfChange: 'UpdateTable' }, 'aws.glue', accounts.central);
  const query = event('aws-2', 'Athena Query State Change', { currentState: 'SUCCEEDED' }, 'aws.athena');

  it('is a tree of what led to what, with AWS’s own events where its own cause would stand', () => {
    const record = recordOf(
      [0, registered, 'default'],
      [10, registered],
      [2000, told('m-1', 'Data Product Changed', 'c-1', 'aws-1')],
      [3000, told('m-2', 'Data Product Linked', 'c-1', 'm-1')],
      [9000, query, 'default'],
      [9500, told('m-4', 'Access Granted', 'c-1', 'aws-2')],
      [9900, told('m-3', 'Data Product Settled', 'c-1', 'm-1')],
    );
    const [change, ...others] = changesOf(record.entries);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ id: 'c-1', product: 'credit_risk.applications', events: 6, began: start, ended: start + 9900 });
    expect(drawn(change?.roots ?? [])).toEqual(['aws-1', '  m-1', '    m-2', '    m-3', 'aws-2', '  m-4']);
  });

  it('comes before those that were quiet for longer, and an event that led to two changes is in both', () => {
    const record = recordOf([0, registered, 'default'], [1, told('a', 'Data Product Changed', 'old', 'aws-1', null)], [2, told('b', 'Data Product Changed', 'new', 'aws-1')]);
    expect(changesOf(record.entries).map(({ id, product, events }) => [id, product, events])).toEqual([['new', 'credit_risk.applications', 2], ['old', 'credit_risk', 2]]);
  });

  it('is drawn whole where causes are unknown, later than what they led to, or go in a ring', () => {
    const record = recordOf([0, told('a', 'Data Product Changed', 'c', 'never-seen')], [1, told('b', 'Data Product Linked', 'c', 'd')], [2, told('d', 'Data Product Settled', 'c', 'b')], [3, told('e', 'Access Granted', 'c', 'e')]);
    expect(drawn(changesOf(record.entries)[0]?.roots ?? []).toSorted()).toEqual(['  d', 'a', 'b', 'e']);
  });

  it('shows names as they are, never as markup', () => {
    const record = recordOf([0, told('a', 'Data Product Changed', '"><script>alert(1)</script>', 'x', '<img src=x onerror=alert(1)>')]);
    const { text } = timelineView(changesOf(record.entries), record.entries, accounts);
    expect(text).not.toMatch(/<script|<img/);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });
});

describe('the record', () => {
  it('keeps what is newest, and tells each event once however many buses it comes to', () => {
    const record = new TimelineRecord(3);
    const seen: string[] = [];
    record.subscribe(({ id }) => seen.push(id ?? ''));
    for (const id of ['a', 'b', 'b', 'c', 'd']) record.take({ kind: 'event', at: start, account: accounts.consumer, bus: 'meshloop-dev', event: told(id, 'Data Product Changed', id, 'x') });
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
    expect(record.entries.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });

  it('knows CloudTrail’s records for what follows from them, and does not tell them', () => {
    const granted = event('trail', 'AWS API Call via CloudTrail', { eventName: 'GrantPermissions' }, 'aws.lakeformation', accounts.central);
    const record = recordOf([0, granted, 'default'], [1, told('m', 'Data Product Changed', 'c', 'trail')]);
    const { text } = timelineView([], record.entries, accounts);
    expect(text).not.toContain('GrantPermissions');
    expect(drawn(changesOf(record.entries)[0]?.roots ?? [])).toEqual(['trail', '  m']);
  });
});
