import type { constructStack } from '@smithy/core/client';
import { count } from '../runtime/count.ts';
import { classify } from '../runtime/failure.ts';
import { logger } from '../runtime/log.ts';

type MiddlewareStack<In extends object, Out extends object> = ReturnType<typeof constructStack<In, Out>>;

/** The client, every request of which is counted, retries too, and told in the log where AWS throttled it. */
export function counted<In extends object, Out extends object, C extends { readonly middlewareStack: Pick<MiddlewareStack<In, Out>, 'add'> }>(client: C): C {
  client.middlewareStack.add(
    (next, { clientName, commandName }) => async (request) => {
      count('aws call');
      try {
        return await next(request);
      } catch (error) {
        if (classify(error).failure === 'throttled') {
          count('aws throttled');
          logger.warn('throttled', { client: clientName, command: commandName });
        }
        throw error;
      }
    },
    // Within the SDK's retries, so that each attempt counts.
    { step: 'finalizeRequest', priority: 'low', name: 'count' },
  );
  return client;
}
