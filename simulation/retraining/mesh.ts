import { loadMesh } from '../../shared/mesh/load.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';

/** Two models learn from one product, each with its own baseline and budget, one of them from a second product as well; a third from that alone. */
const text = `
central: { account: "111111111111" }
consumer: { account: "222222222222", region: eu-central-1 }
subscriptions:
  - name: orders
    database: shop
    tables: [orders, visits]
    models:
      - name: demand
        table: orders
        pipeline: shop
        modelPackageGroup: demand
        retraining: { alarms: [demand-error], alarmCheck: 2h, cooldown: 1h }
      - name: fraud
        table: orders
        otherTables: [visits]
        pipeline: shop
        modelPackageGroup: fraud
        retraining: { runsPerDay: 3, alarms: [fraud-recall, shop-health] }
      - name: visits
        table: visits
        pipeline: visits
        modelPackageGroup: visits
        retraining: { maximumAge: 2d, instanceHoursPerMonth: 2, cooldown: 10m, alarms: [shop-health] }
`;

function load(): Mesh {
  const result = loadMesh(text, 'retraining.yml');
  if ('errors' in result) throw new Error(`the mesh of the retraining simulation is not valid: ${JSON.stringify(result.errors)}`);
  return result.mesh;
}

export const mesh = load();
export const subscription = mesh.subscriptions[0] ?? (() => { throw new Error('the mesh of the retraining simulation has no subscription'); })();

export const database = 'shop';
export const products = ['orders', 'visits'] as const;
export const models = ['demand', 'fraud', 'visits'] as const;
export const pipelines = ['shop', 'visits'] as const;
export const alarms = ['demand-error', 'fraud-recall', 'shop-health'] as const;

/** The longest that a simulated run takes, milliseconds. */
export const longestRun = 40 * 60_000;
