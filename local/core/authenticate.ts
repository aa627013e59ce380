import { AwsError } from './service.ts';
import type { Caller } from './service.ts';
import type { Cloud } from './cloud.ts';
import type { ServiceDefinition } from './protocol/services.ts';
import type { Signature } from './signature.ts';

/** Why STS does not accept a key: never seen, seen without its session's token, or its session is over. */
export type KeyRefusal = 'unknown' | 'token' | 'expired';

/** Who sent the request. Throws when the key is unknown, its token wrong or its session over, in the words of the service. */
export function authenticate(
  cloud: Cloud,
  definition: ServiceDefinition,
  signature: Signature,
  refusalOf: (signature: Signature) => KeyRefusal | undefined,
): Caller {
  const isQuery = definition.protocol === 'query';
  switch (refusalOf(signature)) {
    case 'expired':
      throw new AwsError(
        isQuery || definition.id === 's3' ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token included in the request is expired',
        definition.id === 's3' ? 400 : 403,
      );
    case 'unknown':
      if (definition.id === 's3')
        throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
      throw new AwsError(
        isQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        403,
      );
    case 'token':
      throw new AwsError(
        definition.id === 's3' ? 'InvalidToken' : isQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        403,
      );
    case undefined:
  }
  const caller = cloud.sts.callerOf(signature.accessKeyId);
  if (!caller) throw new Error(`STS accepts the key ${signature.accessKeyId} and knows no caller behind it`);
  return caller;
}
