import { CreateDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { expect, test } from 'vitest';
import { createCloud } from '../../../local/cloud.ts';
import { clientConfig } from '../../../local/core/clients.ts';
import { SeededDice } from '../../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../../local/core/virtual-clock.ts';
import { applyFaults } from '../../../local/faults/index.ts';
import { ACCOUNT, START } from '../core/rooms.ts';

test('above a rate calls are throttled: a burst first, then as many as have come back since, for each account by itself', async () => {
  const clock = new VirtualClock(START);
  const cloud = createCloud({ clock, dice: new SeededDice(1), region: 'eu-central-1', organization: [] });
  applyFaults(cloud, { faults: [{ kind: 'call', match: { service: 'glue' }, effect: { throttledAbove: { perSecond: 2, burst: 3 } } }] });
  const clientOf = (account: string) => new GlueClient({ ...clientConfig(cloud, account), maxAttempts: 1 });
  let serial = 0;
  const outcomes = async (glue: GlueClient, calls: number): Promise<string> => {
    const seen: string[] = [];
    for (let call = 0; call < calls; call += 1) {
      serial += 1;
      const asked = glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: `d${serial}` } }));
      seen.push(await asked.then(() => 'done', (error: Error) => error.name));
    }
    return seen.join(' ').replaceAll('ThrottlingException', 'throttled');
  };

  expect(await outcomes(clientOf(ACCOUNT), 4)).toBe('done done done throttled');
  expect(await outcomes(clientOf('999999999999'), 1)).toBe('done');
  await clock.advance(1_000);
  expect(await outcomes(clientOf(ACCOUNT), 3)).toBe('done done throttled');
  await clock.advance(60_000);
  expect(await outcomes(clientOf(ACCOUNT), 4)).toBe('done done done throttled');
});
