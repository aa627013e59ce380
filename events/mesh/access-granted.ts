import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { tableEvent } from './event.ts';

/** The subscription's reader role has read the table through the link. */
export const accessGranted = tableEvent('access-granted', 'Access Granted', () =>
  z.object({ subscription: text, link: text, queryExecutionId: text }),
);
