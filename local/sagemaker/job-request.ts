import { awsJson } from '../core/protocol/aws-json.ts';
import { modelOf } from '../core/protocol/model.ts';
import { serviceById } from '../core/protocol/services.ts';
import type { CreateModelPackageCommandInput } from '@aws-sdk/client-sagemaker';

/** The operation that a step of this type calls, and the name that SageMaker adds to its arguments. */
const OPERATIONS: Readonly<Record<string, { readonly operation: string; readonly name: Readonly<Record<string, string>> }>> = {
  Processing: { operation: 'CreateProcessingJob', name: { ProcessingJobName: 'job' } },
  Training: { operation: 'CreateTrainingJob', name: { TrainingJobName: 'job' } },
  Transform: { operation: 'CreateTransformJob', name: { TransformJobName: 'job' } },
  Tuning: { operation: 'CreateHyperParameterTuningJob', name: { HyperParameterTuningJobName: 'job' } },
  Model: { operation: 'CreateModel', name: { ModelName: 'model' } },
  RegisterModel: { operation: 'CreateModelPackage', name: {} },
};

/** Operations that are not served and whose requests are read all the same: a step's arguments are one of these. */
export const stepOperations: readonly string[] = Object.values(OPERATIONS).map(({ operation }) => operation);

/**
 * A step's arguments are a request to SageMaker, so they are read as one. Throws what SageMaker would refuse; answers undefined
 * for types of steps that call no operation of SageMaker.
 */
export function readJobRequest(type: string, given: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const job = OPERATIONS[type];
  if (job === undefined) return undefined;
  const definition = serviceById('sagemaker');
  const operation = definition && modelOf(definition).operations.get(job.operation);
  if (definition === undefined || operation === undefined) throw new Error(`the SDK does not know ${job.operation}`);
  const body = Buffer.from(JSON.stringify({ ...job.name, ...given }));
  return awsJson.decode(modelOf(definition), operation, { method: 'POST', host: '', path: '/', query: '', headers: {}, body });
}

/** The arguments of a RegisterModel step. */
export function readRegistration(given: Readonly<Record<string, unknown>>): CreateModelPackageCommandInput {
  // The schema of CreateModelPackage, by which it was just read, is that type.
  return readJobRequest('RegisterModel', given) as CreateModelPackageCommandInput;
}
