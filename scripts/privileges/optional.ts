import { featureStore } from '../build/feature-store.ts';
import { meshResources } from '../build/mesh-resources.ts';
import { pascal } from '../build/pascal.ts';
import { forPlatform } from '../build/platform/index.ts';
import { bucketPolicy, groupPolicy } from '../build/production-accounts.ts';
import { severalTables } from '../build/several-tables.ts';
import type { Mesh, Model } from '../../shared/mesh/mesh.ts';
import type { Edit, Resources } from './deployed.ts';
import { statementsOf, type PolicyStatement } from './statements.ts';

/** Stands for any that may be named. */
export const exampleAccount = '444444444444';

type Stacks = Readonly<Record<'consumer' | 'central', Resources>>;

/** Statements that settings of mesh.yml add to those of the packaged stacks, each with its setting. */
export function optionalStatements(mesh: Mesh, stacks: Stacks, edit: Edit): readonly PolicyStatement[] {
  const packaged = [...statementsOf(stacks.consumer), ...statementsOf(stacks.central)];
  return Object.entries(settings(mesh, stacks)).flatMap(([option, resources]) =>
    Object.entries(resources).flatMap(([stack, added]) =>
      statementsOf(edit(added, stack === 'central' ? 'central' : 'consumer'))
        .filter((statement) => !packaged.some((each) => isSame(each, statement)))
        .map((statement) => ({ ...statement, option, owner: stack === 'central' ? `${statement.owner} of central` : statement.owner })),
    ),
  );
}

function isSame(a: PolicyStatement, b: PolicyStatement): boolean {
  return a.policy === b.policy && a.owner === b.owner && a.id === b.id;
}

function settings(mesh: Mesh, { consumer, central }: Stacks): Readonly<Record<string, Partial<Stacks>>> {
  const withModels = (change: Partial<Model>): Mesh => ({ ...mesh, subscriptions: mesh.subscriptions.map((each) => ({ ...each, models: each.models.map((model) => ({ ...model, ...change })) })) });
  const withoutModels = (change: Partial<Mesh> = {}): Mesh => ({ ...mesh, ...change, subscriptions: (change.subscriptions ?? mesh.subscriptions).map((each) => ({ ...each, models: [] })) });
  const tagged = mesh.subscriptions.map((each) => ({ ...each, privacy: { ...each.privacy, lfTags: { classification: ['private'] } } }));
  const read = withModels({ productionAccounts: [exampleAccount] });
  // The functions' own, as Lambda's: where they are put does not change with the subnets.
  const vpc = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] };
  return {
    delegated: { consumer: meshResources(withoutModels({ access: { ...mesh.access, delegated: true } }), new Map(), () => '') },
    lfTags: { consumer: meshResources(withoutModels({ subscriptions: tagged }), new Map(), () => '') },
    otherTables: { consumer: { SeveralTables: severalTables } },
    features: { consumer: featureStore(withModels({ features: { columns: { age: 'Integral' } } }), pascal) },
    productionAccounts: { consumer: { BucketPolicy: bucketPolicy(read), ...Object.fromEntries(read.subscriptions.flatMap(({ models }) => models.map((model) => groupOf(read, model)))) } },
    key: { consumer: forPlatform(consumer, 'consumer', { key: 'create' }), central: forPlatform(central, 'central', { key: 'create' }) },
    vpc: { consumer: forPlatform(consumer, 'consumer', { vpc }) },
  };
}

function groupOf(mesh: Mesh, model: Model): [id: string, resource: Resources[string]] {
  return [`ModelPackageGroup${pascal(model.modelPackageGroup)}`, { Type: 'AWS::SageMaker::ModelPackageGroup', Properties: { ModelPackageGroupPolicy: groupPolicy(mesh, model) } }];
}
