import {
  AcceptResourceShareInvitationCommand,
  GetResourceShareInvitationsCommand,
  ListResourcesCommand,
  RAMClient,
  type ResourceShareInvitation,
} from '@aws-sdk/client-ram';
import type { Invitation } from '../catalog/share-plan.ts';
import type { SharedResource } from '../catalog/shared-products.ts';
import { hasCode } from '../runtime/failure.ts';
import { counted } from './counted.ts';

const own = counted(new RAMClient({}));

/** All invitations to this account, settled ones too. A page may be empty although more follow (AWS RAM API reference). */
export async function listInvitations(ram: RAMClient = own): Promise<readonly Invitation[]> {
  const invitations: Invitation[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ram.send(new GetResourceShareInvitationsCommand({ nextToken }));
    invitations.push(...(page.resourceShareInvitations ?? []).flatMap(invitationOf));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return invitations;
}

/** Accepts an invitation. Returns whether it stands accepted: false when it was rejected, has expired or is gone meanwhile. */
export async function acceptInvitation({ arn }: Invitation): Promise<boolean> {
  try {
    await own.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn: arn }));
    return true;
  } catch (error) {
    if (hasCode(error, 'ResourceShareInvitationAlreadyAcceptedException')) return true;
    if (hasCode(error, 'ResourceShareInvitationAlreadyRejectedException', 'ResourceShareInvitationExpiredException')) return false;
    if (hasCode(error, 'ResourceShareInvitationArnNotFoundException')) return false;
    throw error;
  }
}

/** What another account shares with this one, of one share or of all. */
export async function listShared(owner: string, shareArn?: string): Promise<readonly SharedResource[]> {
  const resources: SharedResource[] = [];
  let nextToken: string | undefined;
  do {
    const page = await own.send(
      new ListResourcesCommand({
        resourceOwner: 'OTHER-ACCOUNTS',
        principal: owner,
        ...(shareArn !== undefined && { resourceShareArns: [shareArn] }),
        nextToken,
      }),
    );
    resources.push(
      ...(page.resources ?? []).flatMap(({ arn, lastUpdatedTime, creationTime }) =>
        arn === undefined ? [] : [{ arn, changedAt: (lastUpdatedTime ?? creationTime)?.getTime() ?? 0 }],
      ),
    );
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return resources;
}

function invitationOf(found: ResourceShareInvitation): readonly Invitation[] {
  const { resourceShareInvitationArn: arn, resourceShareArn = '', resourceShareName = '', senderAccountId = '', status } = found;
  if (arn === undefined || status === undefined) return [];
  const sentAt = found.invitationTimestamp?.getTime() ?? 0;
  return [{ arn, shareArn: resourceShareArn, shareName: resourceShareName, owner: senderAccountId, status, sentAt }];
}
