import { ramSharingStateChange } from '../events/aws/ram-sharing-state-change.ts';
import { build } from '../events/mesh/event.ts';
import { reconcileRequested } from '../events/mesh/reconcile-requested.ts';
import { shareBlocked } from '../events/mesh/share-blocked.ts';
import { acceptInvitation, listInvitations, listShared } from '../shared/aws/shares.ts';
import { noteTold, wasTold } from '../shared/aws/told-shares.ts';
import { planInvitations, wasInvited, type BlockedShare, type Invitation } from '../shared/catalog/share-plan.ts';
import { newlyShared } from '../shared/catalog/shared-products.ts';
import { tellChanged } from '../shared/runtime/changed.ts';
import type { Context } from '../shared/runtime/context.ts';
import { count } from '../shared/runtime/count.ts';
import { consumerAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';

/**
 * Accepts what trusted accounts share, tells what stays outside, and wakes the loop for products that a share has brought. When
 * reconcile is asked for, it reads the invitations again: AWS RAM's event may have been lost.
 */
export const handler = handle({ on: [ramSharingStateChange, reconcileRequested], from: consumerAccount }, async (event, context) => {
  if (event['detail-type'] === reconcileRequested.detailType) {
    await settleInvitations(context, event.id);
    return;
  }
  const shareArn = event.resources.find((arn) => /:ram:.*:resource-share\//.test(arn));
  const invitations = await settleInvitations(context, event.id);
  if (event.detail.event !== 'Resource Share Association' || event.detail.status !== 'associated') return;
  for (const owner of context.mesh.trustedAccounts) {
    const resources = await listShared(owner, shareArn);
    for (const product of newlyShared(context.mesh, resources, context.now(), wasInvited(invitations, shareArn, context.now()))) {
      await tellChanged(context, product, 'ResourceShareAssociated', event.id);
    }
  }
});

async function settleInvitations(context: Context, causationId: string, again = true): Promise<readonly Invitation[]> {
  const { mesh, environment } = context;
  const invitations = await listInvitations();
  const plan = planInvitations(mesh.trustedAccounts, invitations, mesh.consumer.account);
  let isOutdated = false;
  for (const invitation of plan.accept) {
    const accepted = await acceptInvitation(invitation);
    logger.info('invitation', { owner: invitation.owner, share: invitation.shareName, accepted });
    if (accepted) count('invitation accepted');
    else isOutdated = true;
  }
  for (const blocked of plan.blocked) {
    if (await wasTold(environment.bucket, blocked)) continue;
    await tell(context, blocked, causationId);
    await noteTold(environment.bucket, blocked, context.now());
  }
  // Somebody, or time, was faster: what became of it is told by another look.
  return isOutdated && again ? settleInvitations(context, causationId, false) : invitations;
}

async function tell({ environment, now }: Context, { invitation, reason, remedy }: BlockedShare, causationId: string): Promise<void> {
  const { owner, shareName, shareArn, arn: invitationArn } = invitation;
  logger.warn('share blocked', { owner, share: shareName, reason, remedy });
  const metadata = { causationId, occurredAt: new Date(now()).toISOString(), schemaVersion: 1 as const };
  await publish(environment.busName, [
    build(shareBlocked, { metadata, data: { owner, shareName, shareArn, invitationArn, reason, remedy } }),
  ]);
}
