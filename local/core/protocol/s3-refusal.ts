import { AwsError } from '../service.ts';
import type { Problem, Problems } from './problems.ts';
import { traitText, type Member } from './shape.ts';
import type { OperationModel } from './model.ts';

const MALFORMED = 'The XML you provided was not well-formed or did not validate against our published schema';

/** How S3 answers what breaks its model (S3 API reference, "Error responses"): one error, without a path. */
export function s3Refusal(operation: OperationModel, { unreadableValue, found }: Problems): AwsError {
  const [first] = found;
  const member = first && operation.input.members.find(({ printed }) => first.path === printed);
  const parameter = member && parameterName(member);
  // S3 API reference, "Error responses".
  if (first && /locationconstraint/i.test(first.path)) return new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  if (unreadableValue !== undefined || !first || parameter === undefined) {
    const detail = unreadableValue ?? (first ? `'${first.path}': ${first.constraint}` : '');
    // S3 names no place; the local cloud does, beside the message.
    return new AwsError('MalformedXML', MALFORMED, 400, { Detail: detail });
  }
  return argumentRefusal(parameter, first);
}

/** The header or query parameter in which a member travels. */
function parameterName({ traits }: Member): string | undefined {
  return traitText(traits, 'httpHeader')?.toLowerCase() ?? traitText(traits, 'httpQuery');
}

function argumentRefusal(name: string, { value }: Problem): AwsError {
  const members = { ArgumentName: name, ArgumentValue: typeof value === 'string' || typeof value === 'number' ? String(value) : '' };
  switch (name) {
    case 'x-amz-storage-class':
      return new AwsError('InvalidStorageClass', 'The storage class you specified is not valid');
    case 'x-amz-server-side-encryption':
      return new AwsError('InvalidArgument', 'The encryption method specified is not supported', 400, members);
    case 'x-amz-metadata-directive':
      return new AwsError('InvalidArgument', 'Unknown metadata directive.', 400, members);
    case 'encoding-type':
      return new AwsError('InvalidArgument', 'Invalid Encoding Method specified in Request', 400, members);
    default:
      return new AwsError('InvalidArgument', 'Invalid Argument', 400, members);
  }
}
