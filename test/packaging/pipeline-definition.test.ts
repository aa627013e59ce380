import * as sagemaker from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import creditRisk from '../../pipelines/credit-risk/definition.ts';
import { imagesOf } from '../../pipelines/images.ts';

const definition = creditRisk({
  roleArn: 'arn:aws:iam::222222222222:role/pipeline',
  workGroup: 'pipeline',
  codeUri: 's3://bucket/code/0/',
  images: imagesOf('eu-central-1'),
});

/** Every reference in the definition, by its kind. */
function references(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(references);
  if (typeof node !== 'object' || node === null) return [];
  return 'Get' in node && typeof node.Get === 'string' ? [node.Get] : Object.values(node).flatMap(references);
}

/**
 * Members of `value` that the request's schema does not have, and required ones that it lacks. The SDK's schemas are those of the
 * service's API model: a structure is [3, namespace, name, traits, member names, member schemas, number of required members].
 */
function misfits(value: unknown, schema: unknown, path: string): string[] {
  const shape = typeof schema === 'function' ? schema() : schema;
  if (!Array.isArray(shape)) return [];
  if (typeof value === 'object' && value !== null && ('Get' in value || 'Std:Join' in value || 'Std:JsonGet' in value)) return [];
  if (shape[0] === 1)
    return Array.isArray(value) ? value.flatMap((item, index) => misfits(item, shape[4], `${path}[${index}]`)) : [`${path}: no list`];
  if (shape[0] !== 3 || typeof value !== 'object' || value === null) return [];
  const [, , , , names, schemas, required = 0] = shape;
  const missing = names.slice(0, required).filter((name: string) => !(name in value));
  return [
    ...missing.map((name: string) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const index = names.indexOf(name);
      return index < 0 ? [`${path}.${name} is unknown`] : misfits(member, schemas[index], `${path}.${name}`);
    }),
  ];
}

const requests = {
  Processing: [sagemaker.CreateProcessingJobRequest$, 'ProcessingJobName'],
  Training: [sagemaker.CreateTrainingJobRequest$, 'TrainingJobName'],
  RegisterModel: [sagemaker.CreateModelPackageInput$, 'ModelPackageName'],
} as const;

const branches = definition.Steps.flatMap((step) => (step.Type === 'Condition' ? [...step.Arguments.IfSteps, ...step.Arguments.ElseSteps] : []));
const everything = [...definition.Steps, ...branches];
const jobs = everything.filter((step) => step.Type !== 'Condition' && step.Type !== 'Fail');

describe('the credit-risk pipeline', () => {
  it('is of the documented version, with well-named parameters whose defaults have their type', () => {
    expect(definition.Version).toBe('2020-12-01');
    for (const { Name, Type, DefaultValue } of definition.Parameters) {
      expect(Name).toMatch(/^[A-Za-z0-9\-_]{1,64}$/);
      expect(DefaultValue === undefined ? 'string' : typeof DefaultValue).toBe(Type === 'String' ? 'string' : 'number');
      // StartPipelineExecution takes no longer value, and no empty one.
      expect(String(DefaultValue ?? '-').length).toBeGreaterThan(0);
    }
  });

  it('is well below the size that SageMaker takes, and its conditions stand side by side', () => {
    expect(JSON.stringify(definition).length).toBeLessThan(100_000);
    expect(branches.filter(({ Type }) => String(Type) === 'Condition')).toEqual([]);
  });

  it.each(jobs.map((step) => [step.Name, step] as const))(
    '%s has the arguments of its API request, without the name that SageMaker gives',
    (_name, step) => {
      const [schema, given] = requests[step.Type];

      expect(misfits(step.Arguments, schema, step.Name).filter((misfit) => misfit !== `${step.Name}.${given} is missing`)).toEqual([]);
      expect(step.Arguments).not.toHaveProperty(given);
    },
  );

  it('would not pass with an unknown, a missing or a misplaced member', () => {
    const request = { RoleArn: 'r', AppSpecification: { Image: 'i' }, ProcessingInputs: {} };

    expect(misfits(request, sagemaker.CreateProcessingJobRequest$, 'x')).toEqual([
      'x.ProcessingJobName is missing',
      'x.ProcessingResources is missing',
      'x.AppSpecification.ImageUri is missing',
      'x.AppSpecification.Image is unknown',
      'x.ProcessingInputs: no list',
    ]);
  });

  it('refers only to its own parameters, to earlier steps and to the execution', () => {
    const parameters = definition.Parameters.map(({ Name }) => `Parameters.${Name}`);
    for (const [index, step] of definition.Steps.entries()) {
      const earlier = definition.Steps.slice(0, index).map(({ Name }) => `Steps.${Name}`);
      const known = new Set([...parameters, ...earlier, 'Execution.PipelineExecutionId', 'Execution.PipelineName']);
      const roots = references(step).map((reference) => reference.split('.').slice(0, 2).join('.'));
      expect(roots.filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it('uses every parameter', () => {
    const used = new Set(references([definition.Steps, definition.PipelineExperimentConfig]));

    expect(definition.Parameters.filter(({ Name }) => !used.has(`Parameters.${Name}`))).toEqual([]);
  });

  it('registers the profile of its data as the baseline', () => {
    const register = branches.find(({ Name }) => Name === 'Register');

    expect(register?.Arguments).toMatchObject({
      DriftCheckBaselines: { ModelDataQuality: { Statistics: { S3Uri: { Get: 'Parameters.ProfileStatisticsUri' } } } },
      CustomerMetadataProperties: { changeId: { Get: 'Parameters.ChangeId' }, profileDigest: { Get: 'Parameters.ProfileDigest' } },
    });
    const prepared = (Path: string) => ({ 'Std:JsonGet': { PropertyFile: { Get: 'Steps.Prepare.PropertyFiles.Data' }, Path } });
    for (const name of ['RegisterNewerData', 'RegisterForReview'])
      expect(branches.find(({ Name }) => Name === name)?.Arguments).toMatchObject({
        CustomerMetadataProperties: { profileDigest: prepared('profile_digest'), dataFingerprint: prepared('fingerprint') },
      });
  });

  it('knows the images of a Region, and says so where it does not', () => {
    expect(imagesOf('us-east-1').xgboost).toBe('683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5');
    expect(() => imagesOf('cn-north-1')).toThrow(/cn-north-1.*pipelines\/images\.ts/);
  });
});
