import { loadMesh } from '../shared/mesh/load.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';

/** The versions of mesh.yml between which the simulation's people change. `full` has everything that any of them has. */
export type MeshName = 'full' | 'without analyst' | 'without claims' | 'longer window' | 'orders alone' | 'claims alone' | 'orders by assets';

const accounts = `
central: { account: "111111111111" }
consumer: { account: "222222222222", region: eu-central-1 }
subscriptions:`;

const scientist = 'arn:aws:iam::222222222222:role/data-scientist';
const analyst = 'arn:aws:iam::222222222222:role/analyst';

/** Granted by LF-Tags; one model. */
const orders = (roles: readonly string[], drift = 0.1) => `
  - name: orders
    database: orders
    lfTags: { domain: [sales] }
    roles: [${roles.map((arn) => `{ arn: "${arn}" }`).join(', ')}]
    settleWindow: 5m
    drift: { threshold: ${drift} }
    models: [{ name: orders, table: daily, pipeline: orders, modelPackageGroup: orders }]`;

/** Granted by named tables; two models under one subscription, and a crawler. */
const claims = (window: string) => `
  - name: claims
    database: claims
    tables: [claims, payments]
    link: rl_insurance
    crawler: landing
    settleWindow: ${window}
    roles: [{ arn: "${scientist}", permissions: [SELECT, DESCRIBE] }]
    models:
      - { name: claims, table: claims, pipeline: claims, modelPackageGroup: claims }
      - { name: payments, table: payments, pipeline: payments, modelPackageGroup: payments }`;

/** Any database that fits, without models. */
const sensors = `
  - name: sensors
    database: sensor_*
    lfTags: { domain: [iot] }
    roles: [{ arn: "${analyst}", permissions: [DESCRIBE] }]`;

const texts: Readonly<Record<MeshName, string>> = {
  full: [accounts, orders([scientist, analyst]), claims('5m'), sensors].join(''),
  'without analyst': [accounts, orders([scientist]), claims('5m'), sensors].join(''),
  'without claims': [accounts, orders([scientist, analyst]), sensors].join(''),
  'orders alone': [accounts, orders([scientist])].join(''),
  'claims alone': [accounts, claims('5m')].join(''),
  'orders by assets': [accounts, orders([scientist]), '\n    dataZone: { domain: dzd_4w1kzq7example, assets: [abcd1234asset, abcd1234listing] }'].join(''),
  'longer window': [accounts, orders([scientist, analyst], 0.3), claims('15m'), sensors].join(''),
};

const loaded = new Map<MeshName, Mesh>();

/** The version as the build would make `mesh.json` of it. One object for each name, so that it serves as a key. */
export function meshNamed(name: MeshName): Mesh {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const result = loadMesh(texts[name], `${name}.yml`);
  if ('errors' in result) throw new Error(`the simulation's mesh "${name}" is not valid: ${JSON.stringify(result.errors)}`);
  loaded.set(name, result.mesh);
  return result.mesh;
}

export function meshText(name: MeshName): string {
  return texts[name];
}
