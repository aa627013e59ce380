import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { meshEvent } from './event.ts';

/** Something that trying again will not mend. */
export const syncFailed = meshEvent('sync-failed', 'Sync Failed', () =>
  z.object({
    /** The function that gave up. */
    function: text,
    failure: z.enum(['retry', 'coalesced', 'already done', 'not yet visible', 'throttled', 'denied', 'gone', 'invalid']),
    /** AWS's error code, or ours. */
    code: text,
    message: text,
    /** What a person can do. */
    remedy: text,
  }),
);
