import * as z from 'zod/mini';
import { blockedShareKey } from '../catalog/keys.ts';
import type { BlockedShare } from '../catalog/share-plan.ts';
import { createDocument, readDocument } from './documents.ts';

const told = z.lazy(() => z.looseObject({ toldAt: z.string() }));

/** Whether somebody was told of it before: AWS RAM goes on listing settled invitations. */
export async function wasTold(bucket: string, blocked: BlockedShare): Promise<boolean> {
  return (await readDocument(bucket, keyOf(blocked), told)) !== undefined;
}

export async function noteTold(bucket: string, blocked: BlockedShare, now: number): Promise<void> {
  const { owner, shareName } = blocked.invitation;
  await createDocument(bucket, keyOf(blocked), { owner, shareName, reason: blocked.reason, toldAt: new Date(now).toISOString() });
}

function keyOf({ invitation, reason }: BlockedShare): string {
  return blockedShareKey(invitation.arn, reason);
}
