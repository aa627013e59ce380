import { checkInput } from '../constraints/check.ts';
import { refusal } from './refusal.ts';
import { s3Refusal } from './s3-refusal.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import type { Problems } from './problems.ts';

/** The input, after its constraints were checked too. Throws the service's refusal when anything is wrong with it. */
export function accepted(
  model: ServiceModel,
  operation: OperationModel,
  input: Record<string, unknown>,
  problems: Problems,
): Record<string, unknown> {
  if (problems.unreadableValue === undefined) checkInput(model.definition.id, operation.name, input, problems);
  if (problems.unreadableValue === undefined && problems.found.length === 0) return input;
  throw model.definition.id === 's3' ? s3Refusal(operation, problems) : refusal(model.definition, problems);
}
