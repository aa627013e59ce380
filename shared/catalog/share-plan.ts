/** An invitation to a resource share, as AWS RAM tells it. */
export interface Invitation {
  readonly arn: string;
  readonly shareArn: string;
  readonly shareName: string;
  /** Account that sent it. */
  readonly owner: string;
  readonly status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED';
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

export type BlockedReason = 'expired' | 'rejected' | 'untrusted' | 'not lake formation';

/** An invitation that nobody here can or will accept, and what a person can do about it. */
export interface BlockedShare {
  readonly invitation: Invitation;
  readonly reason: BlockedReason;
  readonly remedy: string;
}

export interface SharePlan {
  readonly accept: readonly Invitation[];
  readonly blocked: readonly BlockedShare[];
}

/** Lake Formation names its shares so (Lake Formation developer guide, "Accepting a resource share invitation from AWS RAM"). */
export const lakeFormationShare = 'LakeFormation-';

/**
 * Which invitations to accept: those that wait, from trusted accounts, to shares of Lake Formation. Of the others, those that
 * keep products away are told. An invitation that expired or was rejected is told only while no later one stands for its share.
 */
export function planInvitations(trusted: readonly string[], invitations: readonly Invitation[], consumer: string): SharePlan {
  const accept: Invitation[] = [];
  const blocked: BlockedShare[] = [];
  for (const invitation of invitations) {
    const reason = blockedBecause(invitation, trusted, invitations);
    if (reason !== undefined) blocked.push({ invitation, reason, remedy: remedyFor(reason, invitation, consumer) });
    else if (invitation.status === 'PENDING') accept.push(invitation);
  }
  return { accept, blocked };
}

function blockedBecause(invitation: Invitation, trusted: readonly string[], all: readonly Invitation[]): BlockedReason | undefined {
  const { status, owner, shareName } = invitation;
  const isOurs = trusted.includes(owner) && shareName.startsWith(lakeFormationShare);
  if (status === 'PENDING') {
    if (!trusted.includes(owner)) return 'untrusted';
    return isOurs ? undefined : 'not lake formation';
  }
  // What is settled, and neither trusted nor of Lake Formation, is no business of ours.
  if (status === 'ACCEPTED' || !isOurs || all.some((other) => replaces(other, invitation))) return undefined;
  return status === 'EXPIRED' ? 'expired' : 'rejected';
}

function replaces(other: Invitation, { shareArn, sentAt }: Invitation): boolean {
  return other.shareArn === shareArn && other.sentAt > sentAt;
}

function remedyFor(reason: BlockedReason, { arn, owner, shareName }: Invitation, consumer: string): string {
  switch (reason) {
    case 'expired':
    case 'rejected':
      return (
        `Account ${owner} revokes from ${consumer} what the share ${shareName} holds and grants it anew; ` +
        'Lake Formation then sends a new invitation, which is valid for 12 hours.'
      );
    case 'untrusted':
      return `If ${owner} is to be trusted, add it to trustedAccounts in mesh.yml and deploy; else: aws ram reject-resource-share-invitation --resource-share-invitation-arn ${arn}`;
    case 'not lake formation':
      return `The share ${shareName} is not one of Lake Formation: accept or reject it by hand, aws ram accept-resource-share-invitation --resource-share-invitation-arn ${arn}`;
  }
}

/** Invitations live for 12 hours; one of them let a share in that is new as a whole. */
const invitationLife = 13 * 60 * 60_000;

/** Whether the share, or any share where AWS RAM does not say which, was let in by an invitation of late. */
export function wasInvited(invitations: readonly Invitation[], shareArn: string | undefined, now: number): boolean {
  return invitations.some(
    (each) => each.status === 'ACCEPTED' && each.sentAt >= now - invitationLife && (shareArn === undefined || each.shareArn === shareArn),
  );
}
