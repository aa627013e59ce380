import type { MiddlewareObj } from '@middy/core';
import { BadEvent } from './errors.ts';
import { classify } from './failure.ts';
import { count } from './count.ts';
import { logger } from './log.ts';

/** Counts and logs each failure by its class. */
export function outcome(): MiddlewareObj {
  return {
    onError: (request) => {
      const { failure, code, message, remedy } = classify(request.error);
      count(request.error instanceof BadEvent ? 'bad event' : `failure ${failure}`);
      logger.error('failed', { failure, code, reason: message, remedy });
    },
  };
}
