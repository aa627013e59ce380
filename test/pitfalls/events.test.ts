import { CreateDatabaseCommand } from '@aws-sdk/client-glue';
import { BatchGrantPermissionsCommand, GrantPermissionsCommand, type BatchPermissionsRequestEntry } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { callsBy, CENTRAL, CONSUMER, failuresAbout, holds, makeTable, share, startFollowing } from '../support/databases.ts';
import { bySteward, reconcile } from '../support/mesh-people.ts';
import { interceptDeliveries, type Delivery } from '../support/deliveries.ts';
import type { Loop } from '../support/loop.ts';

/** One cloud for all: each case has a database of its own. What counts data or shows logs is not woken. */
let loop: Loop;
let from = 0;
let pass: (delivery: Delivery) => void = ({ deliver }) => deliver();
const concerned = ['accept-share', 'notice-change', 'link-product', 'grant-access', 'reconcile'];

beforeAll(async () => {
  loop = await startFollowing();
  interceptDeliveries(loop, (delivery) => {
    if (concerned.includes(delivery.functionName)) pass(delivery);
  });
});
beforeEach(() => {
  from = loop.seen.length;
  pass = ({ deliver }) => deliver();
});
afterAll(() => loop.close());

const changed = (table: string) => loop.seen.slice(from).filter((each) => each.kind === 'event' && each.event['detail-type'] === 'Data Product Changed' && JSON.stringify(each.event.detail).includes(`"${table}"`)).length;
const forwarded = (text: string) =>
  loop.seen.slice(from).flatMap((each) => (each.kind === 'event' && each.bus === 'meshloop-dev' && each.account === CONSUMER && each.event.source === 'aws.lakeformation' && JSON.stringify(each.event.detail).includes(text) ? [each.event] : []));
const held = async (database: string) => (await holds(loop)).filter((line) => line.endsWith(` ${database}`) || line.endsWith(` rl_${database}`) || line.includes(` ${database}.`));
const everything = (database: string) => [`DESCRIBE ${database}`, `DESCRIBE ${database}.t1`, `DESCRIBE rl_${database}`, `SELECT ${database}.t1`];
const select = (DatabaseName: string, Name: string): BatchPermissionsRequestEntry => ({
  Id: Name,
  Principal: { DataLakePrincipalIdentifier: CONSUMER },
  Resource: { Table: { DatabaseName, Name } },
  Permissions: ['SELECT'],
});

describe('pitfall 23: a call that failed is an event, too', () => {
  test('as a whole, with an errorCode: nothing changed', async () => {
    await bySteward(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'p23' } }));
    await loop.clock.run();
    from = loop.seen.length;

    const call = new GrantPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: CONSUMER }, Resource: { Table: { DatabaseName: 'p23', Name: 't_missing' } }, Permissions: ['SELECT'] });
    await expect(bySteward(loop, 'lakeformation', call)).rejects.toThrow('t_missing');
    await loop.clock.run();
    expect(changed('p23')).toBe(0);

    // The same record without its error does say something: it is the error that makes the difference.
    for (const errorCode of ['EntityNotFoundException', undefined]) {
      const parameters = { principal: { dataLakePrincipalIdentifier: CONSUMER }, resource: { table: { databaseName: 'p23', name: 't_missing' } } };
      const detail = { eventSource: 'lakeformation.amazonaws.com', eventName: 'GrantPermissions', requestParameters: parameters, ...(errorCode !== undefined && { errorCode }) };
      loop.cloud.events.emit(CENTRAL, { source: 'aws.lakeformation', detailType: 'AWS API Call via CloudTrail', detail });
      await loop.clock.run();
      expect(changed('p23')).toBe(errorCode === undefined ? 1 : 0);
    }
  });

  test('in part, with failures: only what succeeded changed', async () => {
    await bySteward(loop, 'glue', new CreateDatabaseCommand({ DatabaseInput: { Name: 'p23_part' } }));
    await makeTable(loop, 'p23_part', 't_there');
    await loop.clock.run();
    from = loop.seen.length;
    pass = ({ functionName, deliver }) => {
      if (functionName !== 'accept-share') deliver();
    };

    await bySteward(loop, 'lakeformation', new BatchGrantPermissionsCommand({ Entries: [select('p23_part', 't_there'), select('p23_part', 't_missing')] }));
    await loop.clock.run();

    expect(forwarded('t_missing')[0]?.detail).toMatchObject({ responseElements: { failures: [{ requestEntry: { id: 't_missing' } }] } });
    expect(changed('t_missing')).toBe(0);
    expect(changed('t_there')).toBeGreaterThan(0);
  });
});

describe('pitfall 24: events come twice and out of order', () => {
  test('one link, each grant once', async () => {
    const dice = new SeededDice('pitfall 24');
    // Each of AWS's own events; ours multiply on the way, as each of those is handled.
    pass = ({ event, deliver }) => {
      for (let time = 0; time < (event.source.startsWith('aws.') ? 2 : 1); time += 1) loop.cloud.clock.timer(deliver, dice.next() * 240_000);
    };

    await share(loop, 'p24', 't1');
    await loop.clock.run();

    expect(await held('p24')).toEqual(everything('p24'));
    expect(callsBy(loop, 'CreateDatabase', from).filter(({ error }) => error === undefined)).toHaveLength(1);
    const receipts = loop.cloud.s3.list('meshloop-dev-222222222222-eu-central-1', 'receipts/').filter(({ key }) => key.includes('p24')).map((each) => JSON.parse(Buffer.from(each.body()).toString('utf8')).receipts);
    for (const list of receipts) expect(new Set(list.map((receipt: unknown) => JSON.stringify(receipt))).size).toBe(list.length);
    expect(loop.seen.slice(from).filter((each) => each.kind === 'invocation' && each.phase === 'dead-lettered')).toEqual([]);
    expect(failuresAbout(loop, 'p24')).toEqual([]);
  });
});

describe('pitfall 25: every event is lost', () => {
  test('reconcile brings everything', async () => {
    pass = ({ functionName, deliver }) => {
      if (functionName === 'reconcile') deliver();
    };
    await share(loop, 'p25', 't1');
    await loop.clock.advance(10 * 60_000);
    expect(await held('p25')).toEqual([]);

    await reconcile(loop);

    expect(await held('p25')).toEqual(everything('p25'));
  });
});

describe('pitfall 26: our own calls come back as events', () => {
  test('central’s trail tells of a call of ours, and nothing follows from it', async () => {
    await share(loop, 'p26', 't1');
    await loop.clock.run();
    const own = `arn:aws:sts::${CONSUMER}:assumed-role/meshloop-dev-grant-access/x`;
    const [told] = forwarded('p26');
    expect(told?.account).toBe(CENTRAL);
    const before = changed('p26');

    // The same record with another caller: first somebody of the consumer, then a role of ours.
    const echo = (arn: string) => ({ ...told?.detail, userIdentity: { type: 'AssumedRole', arn, accountId: CONSUMER } });
    for (const arn of [own, `arn:aws:sts::${CONSUMER}:assumed-role/platform-admin/x`]) {
      loop.cloud.events.emit(CENTRAL, { source: 'aws.lakeformation', detailType: 'AWS API Call via CloudTrail', detail: echo(arn) });
      await loop.clock.run();
      expect(changed('p26') - before).toBe(arn === own ? 0 : 1);
    }
  });

  test('a loop that is at rest stays there', async () => {
    await share(loop, 'p26_rest', 't1');
    await loop.clock.run();
    from = loop.seen.length;

    await loop.clock.advance(6 * 3_600_000);

    expect(loop.seen.slice(from).filter(({ kind }) => kind === 'invocation')).toEqual([]);
  });
});
