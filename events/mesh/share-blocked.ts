import * as z from 'zod/mini';
import { accountId, contract, moment, text } from '../contract.ts';
import { meshSource } from './event.ts';

/** An invitation to a share that is not accepted, and what a person there or here can do. It concerns no single product. */
export const shareBlocked = contract({
  id: 'share-blocked',
  source: meshSource,
  detailType: 'Share Blocked',
  detail: z.lazy(() =>
    z.object({
      metadata: z.object({ causationId: text, occurredAt: moment, schemaVersion: z.literal(1) }),
      data: z.object({
        /** The account that shares: whoever acts on the event, acts there. */
        owner: accountId,
        shareName: text,
        shareArn: text,
        invitationArn: text,
        reason: z.enum(['expired', 'rejected', 'untrusted', 'not lake formation']),
        remedy: text,
      }),
    }),
  ),
});
