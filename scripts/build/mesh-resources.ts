import { hasOtherTables } from '../../shared/catalog/product.ts';
import type { Mesh, Model } from '../../shared/mesh/mesh.ts';
import type { PipelineContext, PipelineDefinition } from '../../pipelines/definition.ts';
import { imagesOf } from '../../pipelines/images.ts';
import { featureStore } from './feature-store.ts';
import { checkLengths, checkParameters } from './model-parameters.ts';
import { pascal } from './pascal.ts';
import { groupPolicy } from './production-accounts.ts';
import { readerRole } from './reader-role.ts';
import { severalTables } from './several-tables.ts';

export type PipelineBuilder = (context: PipelineContext) => PipelineDefinition;

export interface CloudFormationResource {
  readonly Type: string;
  readonly DeletionPolicy?: 'Retain';
  readonly UpdateReplacePolicy?: 'Retain';
  readonly Properties: Readonly<Record<string, unknown>>;
}

/**
 * The resources of the consumer stack that follow from `mesh.yml`: one reader role for each subscription,
 * its models' pipelines with their scripts, package groups, and what delegated access and models of several tables need. `builders` has a definition for each pipeline name, `codeDigest`
 * identifies its scripts.
 */
export function meshResources(
  mesh: Mesh,
  builders: ReadonlyMap<string, PipelineBuilder>,
  codeDigest: (pipeline: string) => string,
): Record<string, CloudFormationResource> {
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models);
  return {
    ...named(
      'ReaderRole',
      mesh.subscriptions,
      ({ name }) => name,
      (subscription) => readerRole(mesh, subscription),
    ),
    ...named(
      'PipelineCode',
      models,
      (model) => model.pipeline,
      (model) => publishedCode(model, codeDigest(model.pipeline)),
    ),
    ...named(
      'Pipeline',
      models,
      (model) => model.pipeline,
      (model) => pipeline(mesh, model, builders),
    ),
    ...(mesh.access.delegated ? { DelegatedLinks: delegatedLinks } : {}),
    ...(models.some(hasOtherTables) ? { SeveralTables: severalTables } : {}),
    ...named('ModelPackageGroup', models, (model) => model.modelPackageGroup, (model) => modelPackageGroup(mesh, model)),
    ...featureStore(mesh, pascal),
  };
}

/** Who makes a link gives it to the roles that grant and take away: none of them is a data lake administrator. */
const delegatedLinks: CloudFormationResource = {
  Type: 'AWS::IAM::RolePolicy',
  Properties: {
    RoleName: { Ref: 'LinkProductRole' },
    PolicyName: 'delegated',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'GiveLinks', Effect: 'Allow', Action: ['lakeformation:BatchGrantPermissions'], Resource: '*' }] },
  },
};

/** One resource for each name. Throws when two names give the same logical id. */
function named<Item>(
  prefix: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
  resourceOf: (item: Item) => CloudFormationResource,
): Record<string, CloudFormationResource> {
  const nameById = new Map<string, string>();
  const resources: Record<string, CloudFormationResource> = {};
  for (const item of items) {
    const id = prefix + pascal(nameOf(item));
    const taken = nameById.get(id);
    if (taken !== undefined && taken !== nameOf(item)) {
      throw new Error(`mesh.yml: the names "${taken}" and "${nameOf(item)}" are too alike for CloudFormation (${id}). Change one of them.`);
    }
    nameById.set(id, nameOf(item));
    resources[id] = resourceOf(item);
  }
  return resources;
}

/** Before the pipeline that names it. Another digest is another place: what runs keeps its scripts. */
function publishedCode({ pipeline: name }: Model, digest: string): CloudFormationResource {
  return {
    Type: 'Custom::PipelineCode',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['PublishCodeLambdaFunction', 'Arn'] },
      Bucket: { Ref: 'Bucket' },
      Pipeline: name,
      Digest: digest,
    },
  };
}

function pipeline(mesh: Mesh, model: Model, builders: ReadonlyMap<string, PipelineBuilder>): CloudFormationResource {
  const build = builders.get(model.pipeline);
  if (build === undefined) throw new Error(`pipelines/${model.pipeline}/definition.ts is missing.`);
  const models = mesh.subscriptions.flatMap((subscription) => subscription.models);
  const definition = build({
    roleArn: '${PipelineRole.Arn}',
    workGroup: '${PipelineWorkGroup}',
    features: models.some((each) => each.pipeline === model.pipeline && each.features !== undefined),
    codeUri: `\${PipelineCode${pascal(model.pipeline)}.Uri}`,
    images: imagesOf(mesh.consumer.region),
  });
  for (const each of models) {
    if (each.pipeline !== model.pipeline) continue;
    checkParameters(each, definition);
    checkLengths(mesh, each, definition);
  }
  return {
    Type: 'AWS::SageMaker::Pipeline',
    Properties: {
      PipelineName: model.pipeline,
      PipelineDescription: 'Retrains a model of the mesh. Steps: see pipelines/ in the project.',
      PipelineDefinition: { PipelineDefinitionBody: { 'Fn::Sub': JSON.stringify(definition) } },
      RoleArn: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] },
    },
  };
}

/** Kept when the stack is deleted: a group that has packages cannot be deleted, and they are the models’ history. */
function modelPackageGroup(mesh: Mesh, model: Model): CloudFormationResource {
  const policy = groupPolicy(mesh, model);
  return {
    Type: 'AWS::SageMaker::ModelPackageGroup',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      ModelPackageGroupName: model.modelPackageGroup,
      ModelPackageGroupDescription: `Versions of the model ${model.name}, trained by meshloop.`,
      ...(policy === undefined ? {} : { ModelPackageGroupPolicy: policy }),
    },
  };
}
