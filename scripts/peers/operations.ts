import { createCloud } from '../../local/cloud.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { VirtualClock } from '../../local/core/virtual-clock.ts';

/** botocore's names of services where they are not those of the SDK's clients. */
const botocoreNames: Readonly<Record<string, string>> = { 'cloudwatch-logs': 'logs', eventbridge: 'events' };

/** What the local cloud serves: names of operations by botocore's name of the service. */
export async function servedOperations(): Promise<Record<string, string[]>> {
  const cloud = createCloud({ clock: new VirtualClock(0), dice: new SeededDice(0), region: 'eu-central-1', organization: [] });
  const served = [...cloud.services].map(([id, { operations }]) => [botocoreNames[id] ?? id, Object.keys(operations)] as const);
  await cloud.close();
  return Object.fromEntries(served);
}
