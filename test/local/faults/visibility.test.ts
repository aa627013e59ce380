import { CreateDatabaseCommand, GetDatabaseCommand } from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { applyFaults } from '../../../local/faults/index.ts';
import { CENTRAL, CONSUMER, Governance, grant } from '../support-governance.ts';

/** Central shares a database; whether the consumer's administrator sees it after so many seconds. */
async function seenAfter(...seconds: readonly number[]): Promise<boolean[]> {
  const world = new Governance();
  applyFaults(world.cloud, { faults: [{ kind: 'visibility', late: 600 }] });
  const [stewardRole, adminRole] = [await world.role(CENTRAL, 'data-steward'), await world.role(CONSUMER, 'link-product')];
  await world.settle(CENTRAL, [stewardRole]);
  await world.settle(CONSUMER, [adminRole]);
  const [steward, admin] = [await world.as(stewardRole), await world.as(adminRole)];
  await steward.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'sales' } }));
  await steward.lake.send(grant(CONSUMER, { Database: { Name: 'sales' } }, ['DESCRIBE'], ['DESCRIBE']));
  const sharedAt = world.clock.now();
  const seen: boolean[] = [];
  for (const second of seconds) {
    await world.clock.advance(sharedAt + second * 1000 - world.clock.now());
    const asked = admin.glue.send(new GetDatabaseCommand({ CatalogId: CENTRAL, Name: 'sales' }));
    seen.push(await asked.then(() => true, ({ name }: { name: string }) => (name === 'AccessDeniedException' ? false : Promise.reject(new Error(name)))));
  }
  return seen;
}

it('what is shared is seen only after the time that the plan says', async () => {
  // Without the plan it is seen after some seconds.
  expect(await seenAfter(60, 590, 620)).toEqual([false, false, true]);
});
