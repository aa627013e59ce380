import { featureStore } from '../build/feature-store.ts';
import { meshResources } from '../build/mesh-resources.ts';
import { pascal } from '../build/pascal.ts';
import { loadDeployment } from '../deployment.ts';
import type { Mesh } from '../../shared/mesh/mesh.ts';
import { statementsOf, type PolicyStatement } from './statements.ts';

/** Every policy that a deployment can have: those of the packaged stacks, and those that further settings of mesh.yml add. */
export async function deployedStatements(): Promise<readonly PolicyStatement[]> {
  const { consumer, central, mesh } = await loadDeployment();
  const packaged = [...statementsOf(consumer.Resources), ...statementsOf(central.Resources)];
  const more = statementsOf(resourcesOf(mesh)).filter((statement) => !packaged.some((each) => isSame(each, statement)));
  return [...packaged, ...more];
}

function isSame(a: PolicyStatement, b: PolicyStatement): boolean {
  return a.policy === b.policy && a.owner === b.owner && a.id === b.id;
}

/** With all that adds a statement: delegated access, private columns by LF-Tags, a feature store. */
function resourcesOf(mesh: Mesh) {
  const subscriptions = mesh.subscriptions.map((subscription) => ({
    ...subscription,
    privacy: { ...subscription.privacy, lfTags: { classification: ['private'] } },
    models: subscription.models.map((model) => ({ ...model, features: { columns: { age: 'Integral' as const } } })),
  }));
  const delegated: Mesh = { ...mesh, access: { ...mesh.access, delegated: true }, subscriptions: subscriptions.map((each) => ({ ...each, models: [] })) };
  return { ...meshResources(delegated, new Map(), () => ''), ...featureStore({ ...mesh, subscriptions }, pascal) };
}
