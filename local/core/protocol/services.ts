/** What the wire of a service needs beyond its schemas. */
export interface ServiceDefinition {
  /** The SDK client's name without `client-`. */
  readonly id: string;
  /** The service name in a SigV4 credential scope. */
  readonly signingName: string;
  /** The protocol that its SDK client speaks; JSON, query and CBOR requests are recognised by themselves. */
  readonly protocol: 'json' | 'restJson' | 'restXml' | 'query';
  /** Namespace of XML answers. */
  readonly xmlNamespace?: string;
  /** The code with which the service refuses a request that breaks its model (unknown, missing or impossible values). */
  readonly invalid: string;
  /** The code and status with which it refuses a caller. */
  readonly denied: string;
  /** Further members of that refusal. */
  readonly invalidMembers?: Readonly<Record<string, string>>;
  /**
   * Whether the refusal leaves out the value that it refuses. AWS's validators used to print it, and services change over:
   * measured of Athena in September 2026 (its StartQueryExecution and ListWorkGroups), observed of CloudWatch Logs and IAM.
   */
  readonly silentOnValues?: boolean;
  /** Stands before the error's name in the answer's `__type`. */
  readonly errorNamespace?: string;
  /** Where the JSON service also answers with the codes of its former query protocol (SQS). */
  readonly queryCompatible?: boolean;
}

const DEFINITIONS: readonly ServiceDefinition[] = [
  {
    id: 'athena',
    signingName: 'athena',
    protocol: 'json',
    invalid: 'InvalidRequestException',
    invalidMembers: { AthenaErrorCode: 'INVALID_INPUT' },
    silentOnValues: true,
    denied: 'AccessDeniedException',
  },
  {
    id: 'cloudformation',
    signingName: 'cloudformation',
    protocol: 'query',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    invalid: 'ValidationError',
    denied: 'AccessDenied',
  },
  { id: 'cloudtrail', signingName: 'cloudtrail', protocol: 'json', invalid: 'ValidationException', denied: 'AccessDeniedException' },
  {
    id: 'cloudwatch',
    signingName: 'monitoring',
    protocol: 'json',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    invalid: 'ValidationError',
    denied: 'AccessDenied',
    queryCompatible: true,
  },
  {
    id: 'cloudwatch-logs',
    signingName: 'logs',
    protocol: 'json',
    invalid: 'InvalidParameterException',
    silentOnValues: true,
    denied: 'AccessDeniedException',
  },
  { id: 'eventbridge', signingName: 'events', protocol: 'json', invalid: 'ValidationException', denied: 'AccessDeniedException' },
  { id: 'glue', signingName: 'glue', protocol: 'json', invalid: 'ValidationException', denied: 'AccessDeniedException' },
  {
    id: 'iam',
    signingName: 'iam',
    protocol: 'query',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    invalid: 'ValidationError',
    silentOnValues: true,
    denied: 'AccessDenied',
  },
  {
    id: 'lakeformation',
    signingName: 'lakeformation',
    protocol: 'restJson',
    invalid: 'InvalidInputException',
    denied: 'AccessDeniedException',
  },
  { id: 'lambda', signingName: 'lambda', protocol: 'restJson', invalid: 'ValidationException', denied: 'AccessDeniedException' },
  { id: 'ram', signingName: 'ram', protocol: 'restJson', invalid: 'InvalidParameterException', denied: 'AccessDeniedException' },
  {
    id: 's3',
    signingName: 's3',
    protocol: 'restXml',
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    invalid: 'MalformedXML',
    denied: 'AccessDenied',
  },
  { id: 'sagemaker', signingName: 'sagemaker', protocol: 'json', invalid: 'ValidationException', denied: 'AccessDeniedException' },
  {
    id: 'sagemaker-featurestore-runtime',
    signingName: 'sagemaker',
    protocol: 'restJson',
    invalid: 'ValidationError',
    denied: 'AccessForbidden',
  },
  { id: 'scheduler', signingName: 'scheduler', protocol: 'restJson', invalid: 'ValidationException', denied: 'AccessDeniedException' },
  {
    id: 'sns',
    signingName: 'sns',
    protocol: 'query',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    invalid: 'InvalidParameter',
    denied: 'AuthorizationError',
  },
  {
    id: 'sqs',
    signingName: 'sqs',
    protocol: 'json',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    invalid: 'InvalidParameterValue',
    denied: 'AccessDenied',
    // Amazon SQS developer guide, "Making requests using AWS JSON protocol".
    errorNamespace: 'com.amazonaws.sqs#',
    queryCompatible: true,
  },
  {
    id: 'sts',
    signingName: 'sts',
    protocol: 'query',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    invalid: 'ValidationError',
    denied: 'AccessDenied',
  },
];

const bySigningName = Map.groupBy(DEFINITIONS, ({ signingName }) => signingName);
const byId = new Map(DEFINITIONS.map((definition) => [definition.id, definition]));

/** Of services that sign alike, those that speak JSON name their operation in a header, and REST does not. */
export function serviceBySigningName(name: string, namesOperation: boolean): ServiceDefinition | undefined {
  const [first, ...others] = bySigningName.get(name) ?? [];
  return namesOperation ? first : (others.find(({ protocol }) => protocol === 'restJson') ?? first);
}

export function serviceById(id: string): ServiceDefinition | undefined {
  return byId.get(id);
}
