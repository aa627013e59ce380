import type { MiddlewareObj } from '@middy/core';
import { ParseError } from '@aws-lambda-powertools/parser/errors';
import { BadEvent } from './errors.ts';
import { classify } from './failure.ts';
import { count, logger } from './log.ts';

/** Counts and logs each failure by its class, and gives a bad event its type. */
export function outcome(): MiddlewareObj {
  return {
    onError: (request) => {
      if (request.error instanceof ParseError) request.error = new BadEvent(Array.isArray(request.error.cause) ? request.error.cause : []);
      const { failure, code, message } = classify(request.error);
      count(request.error instanceof BadEvent ? 'bad event' : `failure ${failure}`);
      logger.error('failed', { failure, code, reason: message });
    },
  };
}
