import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Fault } from '../../local/faults/index.ts';
import { carryOut, personIn } from '../direct.ts';
import { listAt, textAt } from '../loose.ts';
import { root } from '../../scripts/build/paths.ts';
import { accounts } from '../places.ts';
import type { Deed, Product } from '../story.ts';
import { does, goesWrong, isMended, type Act, type Scenario, type Stage } from './scenario.ts';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const orders: Product = { database: 'orders', table: 'daily' };
const claims: Product = { database: 'claims', table: 'claims' };
const payments: Product = { database: 'claims', table: 'payments' };

const first = { mix: 0, noise: 0 };
const drifted = { mix: 1, noise: 0 };

const introduce = ({ database, table }: Product): readonly Deed[] => [
  { kind: 'make database', database },
  { kind: 'share', database },
  { kind: 'register', product: { database, table }, data: first },
];
const again = (product: Product, data = drifted): Deed => ({ kind: 'register again', product, data });

/** Every call of these operations by a role, for as long as it lasts. */
const calls = (role: string, service: string, operation: string, effect: Extract<Fault, { kind: 'call' }>['effect']): Fault => ({
  kind: 'call',
  match: { service, operation, role: `meshloop-dev-${role}` },
  effect,
});
const ownEvents = (detailType: string, effect: Extract<Fault, { kind: 'event' }>['effect']): Fault => ({ kind: 'event', match: { source: 'meshloop', detailType }, effect });

const internal = { fails: { code: 'InternalFailure', message: 'We encountered an internal error. Please try again.', status: 500 } };
const forbidden = (what: string) => ({ fails: { code: 'AccessDeniedException', message: `User is not authorized to perform: ${what}`, status: 400 } });

async function byPlatform({ cloud }: Stage, service: string, operation: string, input: object): Promise<unknown> {
  return await carryOut(cloud, personIn(cloud, accounts.consumer, 'platform-admin'), service, operation, input);
}

/** Somebody in the consumer was faster than accept-share. */
const acceptedByHand = (at: number): Act => ({
  at,
  do: async (stage) => {
    const invitations = listAt(await byPlatform(stage, 'ram', 'GetResourceShareInvitations', {}), 'resourceShareInvitations');
    for (const invitation of invitations.filter((each) => textAt(each, 'status') === 'PENDING')) {
      await byPlatform(stage, 'ram', 'AcceptResourceShareInvitation', { resourceShareInvitationArn: textAt(invitation, 'resourceShareInvitationArn') });
    }
  },
});

/** Amazon DataZone tells of what was noticed long ago. */
const announcedByDataZone = (at: number): Act => ({
  at,
  do: ({ cloud }) => {
    // Constructed, as the sample of the contract is.
    const { source, 'detail-type': detailType, detail } = z.object({ source: z.string(), 'detail-type': z.string(), detail: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(join(root, 'events/samples/datazone-subscription-grant-completed.json'), 'utf8')));
    cloud.events.emit(accounts.central, { source, detailType, detail });
  },
});

/** The main course, and one for each class of failure (docs/failures.md), in each of which something of that class happens. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'main',
    mesh: 'orders alone',
    acts: [does(0, ...introduce(orders)), does(day, again(orders)), does(2 * day, again(orders))],
  },
  {
    name: 'retry',
    mesh: 'orders alone',
    troubles: [
      { kind: 'query', purpose: 'access', table: 'daily', nth: 1 },
      { kind: 'query', purpose: 'profile', table: 'daily', nth: 1 },
    ],
    acts: [
      goesWrong(
        0,
        calls('grant-access', 'lakeformation', 'BatchGrantPermissions', { failsInPart: { entries: [0], code: 'ConcurrentModificationException', message: 'Please retry in a short while' } }),
        calls('link-product', 'eventbridge', 'PutEvents', internal),
      ),
      does(0, ...introduce(orders)),
      isMended(2 * minute),
      does(day, again(orders)),
    ],
  },
  {
    name: 'coalesced',
    mesh: 'claims alone',
    acts: [
      does(0, ...introduce(claims), { kind: 'register', product: payments, data: first }),
      goesWrong(day, calls('refresh-catalog', 'glue', 'StartCrawler', { fails: { code: 'CrawlerRunningException', message: 'Crawler with name landing has already started', status: 400 } })),
      does(day, again(claims)),
      isMended(day + 30 * minute),
    ],
  },
  {
    name: 'already done',
    mesh: 'orders by assets',
    organization: [],
    acts: [
      goesWrong(0, ...['Data Product Changed', 'Data Product Linked', 'Data Product Settled', 'Catalog Refreshed', 'Data Profiled', 'Retraining Requested'].map((type) => ownEvents(type, { doubled: 40 }))),
      does(0, ...introduce(orders)),
      acceptedByHand(1),
      isMended(day),
      announcedByDataZone(day),
      does(2 * day, again(orders, first)),
    ],
  },
  {
    name: 'not yet visible',
    mesh: 'orders alone',
    organization: [],
    acts: [goesWrong(0, { kind: 'visibility', late: 240 }), does(0, ...introduce(orders)), does(day, again(orders))],
  },
  {
    name: 'throttled',
    mesh: 'orders alone',
    acts: [
      goesWrong(
        0,
        calls('link-product', 'glue', 'CreateDatabase', { throttled: true }),
        calls('grant-access', 'lakeformation', 'ListPermissions', { fails: { code: 'InvalidInputException', message: 'Rate exceeded', status: 400 } }),
        calls('notice-change', 'scheduler', 'CreateSchedule', { throttled: true }),
      ),
      does(0, ...introduce(orders)),
      isMended(90 * second),
      goesWrong(day, calls('profile-data', 'athena', 'StartQueryExecution', { throttled: true }), calls('start-retraining', 'sagemaker', 'StartPipelineExecution', { throttled: true })),
      does(day, again(orders)),
      isMended(day + 20 * minute),
    ],
  },
  {
    name: 'denied',
    mesh: 'orders alone',
    acts: [
      goesWrong(0, calls('grant-access', 'lakeformation', 'BatchGrantPermissions', forbidden('lakeformation:BatchGrantPermissions'))),
      does(0, ...introduce(orders)),
      isMended(day),
      goesWrong(day, calls('start-retraining', 'sagemaker', 'StartPipelineExecution', forbidden('sagemaker:StartPipelineExecution'))),
      does(day, again(orders)),
      // Whatever a kill held up is refused in its turn before the role is mended.
      does(3 * day, { kind: 'reconcile' }),
      isMended(5 * day),
    ],
  },
  {
    name: 'gone',
    mesh: 'without analyst',
    acts: [
      does(0, ...introduce(orders), ...introduce(claims)),
      does(day, again(orders)),
      does(day + second, { kind: 'delete table', product: orders }),
      does(2 * day, { kind: 'delete database', database: 'claims' }),
    ],
  },
  {
    name: 'invalid',
    mesh: 'orders alone',
    acts: [
      does(0, { kind: 'take a link name', link: 'rl_orders', how: 'database' }, ...introduce(orders)),
      { at: 2 * day, do: async (stage) => void (await byPlatform(stage, 'glue', 'DeleteDatabase', { Name: 'rl_orders' })) },
    ],
  },
];
