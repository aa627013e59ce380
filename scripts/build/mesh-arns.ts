import { catalogOf } from '../../shared/catalog/product.ts';
import { featureGroupName } from '../../shared/mesh/features.ts';
import { linkPrefix } from '../../shared/mesh/names.ts';
import type { Mesh, Subscription } from '../../shared/mesh/mesh.ts';
import { partitionOf } from '../../shared/mesh/partition.ts';

/** The catalog resources of the mesh, for the roles in the template. Globs keep their meaning: IAM has the same `*` and `?`. */
export interface MeshArns {
  /** Databases and tables in the central catalog that subscriptions follow, with the catalog itself. */
  readonly products: readonly string[];
  /** The same without the tables: enough to look at a database (Service Authorization Reference, AWS Glue: GetDatabase). */
  readonly productDatabases: readonly string[];
  /** Link databases in the consumer's catalog and the tables seen through them, with the catalog itself. */
  readonly links: readonly string[];
  readonly linkDatabases: readonly string[];
  readonly crawlers: readonly string[];
  /** Invitations to shares of trusted accounts. */
  readonly invitations: readonly string[];
  readonly pipelines: readonly string[];
  /** The executions of those pipelines. */
  readonly executions: readonly string[];
  readonly modelPackageGroups: readonly string[];
  readonly featureGroups: readonly string[];
  /** The packages of those groups. */
  readonly modelPackages: readonly string[];
}

export function meshArns(mesh: Mesh): MeshArns {
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models);
  const own = (service: string, resource: string) => arn(mesh, service, mesh.consumer.account, resource);
  // SageMaker keeps pipeline and group names as written, but lower-cases them in ARNs.
  const names = (key: 'pipeline' | 'modelPackageGroup') => orNone(unique(models.map((model) => model[key].toLowerCase())));
  const crawlers = orNone(unique(mesh.subscriptions.flatMap(({ crawler }) => crawler ?? [])));
  const products = unique(mesh.subscriptions.flatMap((subscription) => productArns(mesh, subscription)));
  const links = unique(mesh.subscriptions.flatMap((subscription) => linkArns(mesh, subscription)));
  return {
    products,
    productDatabases: products.filter(isNoTable),
    links,
    linkDatabases: links.filter(isNoTable),
    crawlers: crawlers.map((name) => own('glue', `crawler/${name}`)),
    invitations: mesh.trustedAccounts.map((account) => arn(mesh, 'ram', account, 'resource-share-invitation/*')),
    pipelines: names('pipeline').map((name) => own('sagemaker', `pipeline/${name}`)),
    executions: names('pipeline').map((name) => own('sagemaker', `pipeline/${name}/execution/*`)),
    modelPackageGroups: names('modelPackageGroup').map((name) => own('sagemaker', `model-package-group/${name}`)),
    featureGroups: orNone(models.flatMap(({ name, features }) => (features === undefined ? [] : [featureGroupName(name, features.columns)]))).map((name) => own('sagemaker', `feature-group/${name}`)),
    modelPackages: names('modelPackageGroup').map((name) => own('sagemaker', `model-package/${name}/*`)),
  };
}

/** All tables of the database, whatever the subscription follows: GetTables needs them all, and Lake Formation decides what is seen. */
export function productArns(mesh: Mesh, subscription: Subscription): string[] {
  const { database } = subscription;
  const there = (resource: string) => arn(mesh, 'glue', catalogOf(mesh, subscription), resource);
  return [there('catalog'), there(`database/${database}`), there(`table/${database}/*`)];
}

export function linkArns(mesh: Mesh, { link, database }: Subscription): string[] {
  // A name that ends in a hash still begins like this.
  const name = link ?? `${linkPrefix}${database}${database.endsWith('*') ? '' : '*'}`;
  const local = (resource: string) => arn(mesh, 'glue', mesh.consumer.account, resource);
  return [local('catalog'), local(`database/${name}`), local(`table/${name}/*`)];
}

function isNoTable(resource: string): boolean {
  return !resource.includes(':table/');
}

function arn(mesh: Mesh, service: string, account: string, resource: string): string {
  return `arn:${partitionOf(mesh.consumer.region)}:${service}:${mesh.consumer.region}:${account}:${resource}`;
}

/** IAM refuses a statement without resources: where the mesh has none, it names one that does not exist. */
function orNone(names: readonly string[]): readonly string[] {
  return names.length > 0 ? names : ['none-in-mesh-yml'];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
