import { firstSync } from './first-sync.ts';
import type { Row } from './result.ts';

/**
 * Whether a first sync under request rates ends without a throttle error that reaches a person.
 * @param options products (default 2000), and the calls a second that Lake Formation and Glue are assumed to take each (default 20)
 */
export async function run([products = '2000', perSecond = '20']: readonly string[]): Promise<readonly Row[]> {
  const found = await firstSync(Number(products), Number(perSecond), 3);
  const what = `first sync of ${products} products at ${perSecond} calls a second of Lake Formation and of Glue (assumed)`;
  const row = (name: string, figure: number, unit: string, wanted?: Row['wanted']): Row => ({ name: `${what}: ${name}`, figure, unit, ...(wanted && { wanted }) });
  console.log('The last figure of time is of the cloud’s clock, with 50 ms for each call.');
  return [
    row('products whose access was proved', found.proved, 'products', { atLeast: Number(products) }),
    row('grants missing', found.missing, 'grants', { atMost: 0 }),
    row('Sync Failed', found.told, 'events', { atMost: 0 }),
    row('dead letters', found.deadLetters, 'events', { atMost: 0 }),
    row('calls', found.calls, 'calls'),
    row('of them throttled', found.throttled, 'calls'),
    row('until the last was proved', found.minutes, 'minutes'),
  ];
}
