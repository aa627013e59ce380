import type {
  GetResourceShareAssociationsCommandInput,
  GetResourceShareAssociationsCommandOutput,
  GetResourceShareInvitationsCommandInput,
  GetResourceShareInvitationsCommandOutput,
  GetResourceSharesCommandInput,
  GetResourceSharesCommandOutput,
  ListResourcesCommandInput,
  ListResourcesCommandOutput,
} from '@aws-sdk/client-ram';
import { page, tokenFor } from '../core/pages.ts';
import { AwsError, type Caller, type Output } from '../core/service.ts';
import { describeAssociation, describeInvitation, describeResource, describeShare, resourceType } from './describe.ts';
import type { Shares } from './shares.ts';
import { accountOf, type Share } from './state.ts';

const PAGE = 100;

export function getResourceShares(
  shares: Shares,
  caller: Caller,
  input: GetResourceSharesCommandInput,
): Output<GetResourceSharesCommandOutput> {
  const found = [...shares.shares.values()].filter(
    (share) =>
      belongs(share, caller, input.resourceOwner) &&
      among(input.resourceShareArns, share.arn) &&
      (input.name === undefined || share.name === input.name) &&
      (input.resourceShareStatus === undefined || describeShare(share).status === input.resourceShareStatus),
  );
  const { items, nextToken } = page(found, input.nextToken, input.maxResults ?? PAGE, 'InvalidNextTokenException');
  return { resourceShares: items.map(describeShare), nextToken };
}

export function listResources(shares: Shares, caller: Caller, input: ListResourcesCommandInput): Output<ListResourcesCommandOutput> {
  const found = [...shares.shares.values()]
    .filter((share) => !share.deleted && belongs(share, caller, input.resourceOwner) && among(input.resourceShareArns, share.arn))
    .filter(
      (share) => input.principal === undefined || input.principal === (input.resourceOwner === 'SELF' ? share.principal : share.owner),
    )
    .flatMap((share) => [...share.resources].map(([arn, association]) => ({ share, arn, association })))
    .filter(({ arn, association }) => association.status === 'ASSOCIATED' && among(input.resourceArns, arn))
    .filter(({ arn }) => input.resourceType === undefined || resourceType(arn) === input.resourceType);
  const { items, nextToken } = page(found, input.nextToken, input.maxResults ?? PAGE, 'InvalidNextTokenException');
  return { resources: items.map(({ share, arn, association }) => describeResource(share, arn, association)), nextToken };
}

/** Only the owner of a share may ask for its associations (RAM API reference, GetResourceShareAssociations). */
export function getAssociations(
  shares: Shares,
  caller: Caller,
  input: GetResourceShareAssociationsCommandInput,
): Output<GetResourceShareAssociationsCommandOutput> {
  const own = [...shares.shares.values()].filter((share) => share.owner === caller.accountId && among(input.resourceShareArns, share.arn));
  const found = own
    .flatMap((share) =>
      input.associationType === 'PRINCIPAL'
        ? [describeAssociation(share, 'PRINCIPAL', share.principal, share.principalAssociation)]
        : [...share.resources].map(([arn, association]) => describeAssociation(share, 'RESOURCE', arn, association)),
    )
    .filter(
      ({ associatedEntity, status }) =>
        (input.principal === undefined || associatedEntity === input.principal) &&
        (input.resourceArn === undefined || associatedEntity === input.resourceArn) &&
        (input.associationStatus === undefined || status === input.associationStatus),
    );
  const { items, nextToken } = page(found, input.nextToken, input.maxResults ?? PAGE, 'InvalidNextTokenException');
  return { resourceShareAssociations: [...items], nextToken };
}

/**
 * A page may be empty although a token follows (RAM API reference, GetResourceShareInvitations: "this can happen even when
 * there are more results"). Without `maxResults` the first page here is always such a one, so that nobody relies on it.
 */
export function getInvitations(
  shares: Shares,
  caller: Caller,
  input: GetResourceShareInvitationsCommandInput,
): Output<GetResourceShareInvitationsCommandOutput> {
  const found = [...shares.invitations.values()].filter(
    (invitation) =>
      invitation.receiver === caller.accountId &&
      among(input.resourceShareInvitationArns, invitation.arn) &&
      among(input.resourceShareArns, invitation.share.arn),
  );
  if (found.length > 0 && input.nextToken === undefined && input.maxResults === undefined) {
    return { resourceShareInvitations: [], nextToken: tokenFor(0) };
  }
  const { items, nextToken } = page(found, input.nextToken, input.maxResults ?? PAGE, 'InvalidNextTokenException');
  return { resourceShareInvitations: items.map(describeInvitation), nextToken };
}

function belongs(share: Share, caller: Caller, owner: string | undefined): boolean {
  if (owner === 'SELF') return share.owner === caller.accountId;
  if (owner !== 'OTHER-ACCOUNTS')
    throw new AwsError('InvalidParameterException', `The resourceOwner ${owner} is not valid. Valid values are SELF and OTHER-ACCOUNTS.`);
  return accountOf(share.principal) === caller.accountId && share.principalAssociation.status === 'ASSOCIATED';
}

function among(wanted: readonly string[] | undefined, value: string): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.includes(value);
}
