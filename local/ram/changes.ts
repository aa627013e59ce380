import type {
  AcceptResourceShareInvitationCommandInput,
  AcceptResourceShareInvitationCommandOutput,
  DeleteResourceShareCommandInput,
  DeleteResourceShareCommandOutput,
  DisassociateResourceShareCommandInput,
  DisassociateResourceShareCommandOutput,
  RejectResourceShareInvitationCommandInput,
  RejectResourceShareInvitationCommandOutput,
} from '@aws-sdk/client-ram';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import { describeAssociation, describeInvitation } from './describe.ts';
import type { Shares } from './shares.ts';
import { accountOf, type Invitation, type Share } from './state.ts';

const SETTLED = {
  ACCEPTED: 'ResourceShareInvitationAlreadyAcceptedException',
  REJECTED: 'ResourceShareInvitationAlreadyRejectedException',
  EXPIRED: 'ResourceShareInvitationExpiredException',
};

/** Errors of both as the RAM API reference lists them. */
export function acceptInvitation(
  shares: Shares,
  caller: Caller,
  input: AcceptResourceShareInvitationCommandInput,
): Output<AcceptResourceShareInvitationCommandOutput> {
  const invitation = pendingInvitation(shares, caller, input.resourceShareInvitationArn);
  shares.accept(invitation);
  return { resourceShareInvitation: describeInvitation(invitation), ...(input.clientToken && { clientToken: input.clientToken }) };
}

export function rejectInvitation(
  shares: Shares,
  caller: Caller,
  input: RejectResourceShareInvitationCommandInput,
): Output<RejectResourceShareInvitationCommandOutput> {
  const invitation = pendingInvitation(shares, caller, input.resourceShareInvitationArn);
  shares.reject(invitation);
  return { resourceShareInvitation: describeInvitation(invitation), ...(input.clientToken && { clientToken: input.clientToken }) };
}

/** The owner puts a principal or resources out; a principal's account may leave by itself. */
export function disassociate(
  shares: Shares,
  caller: Caller,
  input: DisassociateResourceShareCommandInput,
): Output<DisassociateResourceShareCommandOutput> {
  const share = visibleShare(shares, caller, input.resourceShareArn);
  const leaving = (input.principals ?? []).includes(share.principal);
  if (share.owner !== caller.accountId && !(leaving && (input.resourceArns ?? []).length === 0)) {
    throw new AwsError('OperationNotPermittedException', `You are not permitted to disassociate the resource share ${share.arn}.`);
  }
  const resources = (input.resourceArns ?? []).filter((arn) => share.resources.has(arn));
  if (resources.length > 0) shares.unshare({ ...share, resources });
  if (leaving) shares.disassociate(share);
  const associations = [
    ...(leaving ? [describeAssociation(share, 'PRINCIPAL', share.principal, share.principalAssociation)] : []),
    ...[...share.resources]
      .filter(([arn]) => resources.includes(arn))
      .map(([arn, association]) => describeAssociation(share, 'RESOURCE', arn, association)),
  ];
  return { resourceShareAssociations: associations.map((association) => ({ ...association, status: 'DISASSOCIATING' })) };
}

export function deleteShare(
  shares: Shares,
  caller: Caller,
  input: DeleteResourceShareCommandInput,
): Output<DeleteResourceShareCommandOutput> {
  const share = visibleShare(shares, caller, input.resourceShareArn);
  if (share.owner !== caller.accountId) {
    throw new AwsError('OperationNotPermittedException', `You are not permitted to delete the resource share ${share.arn}.`);
  }
  shares.remove(share);
  return { returnValue: true };
}

function pendingInvitation(shares: Shares, caller: Caller, arn: string | undefined): Invitation {
  const invitation = shares.invitations.get(arn ?? '');
  if (!invitation || invitation.receiver !== caller.accountId) {
    throw new AwsError('ResourceShareInvitationArnNotFoundException', `ResourceShareInvitation ${arn} could not be found.`);
  }
  const { status } = invitation;
  if (status !== 'PENDING') throw new AwsError(SETTLED[status], `ResourceShareInvitation ${arn} is ${status.toLowerCase()}.`);
  return invitation;
}

function visibleShare(shares: Shares, caller: Caller, arn: string | undefined): Share {
  const share = shares.shares.get(arn ?? '');
  if (!share || share.deleted || ![share.owner, accountOf(share.principal)].includes(caller.accountId)) {
    throw new AwsError('UnknownResourceException', `ResourceShare ${arn} could not be found.`);
  }
  return share;
}
