import type { Resource, ResourceShare, ResourceShareAssociation, ResourceShareInvitation } from '@aws-sdk/client-ram';
import type { Association, Invitation, Share } from './state.ts';

export function describeShare(share: Share): ResourceShare {
  return {
    resourceShareArn: share.arn,
    name: share.name,
    owningAccountId: share.owner,
    allowExternalPrincipals: true,
    status: share.deleted ? 'DELETED' : 'ACTIVE',
    creationTime: new Date(share.createdAt),
    lastUpdatedTime: new Date(share.updatedAt),
    featureSet: 'STANDARD',
  };
}

export function describeAssociation(
  share: Share,
  type: 'PRINCIPAL' | 'RESOURCE',
  entity: string,
  association: Association,
): ResourceShareAssociation {
  return {
    resourceShareArn: share.arn,
    resourceShareName: share.name,
    associatedEntity: entity,
    associationType: type,
    status: association.status,
    creationTime: new Date(association.createdAt),
    lastUpdatedTime: new Date(association.at),
    external: share.external,
  };
}

export function describeInvitation(invitation: Invitation): ResourceShareInvitation {
  return {
    resourceShareInvitationArn: invitation.arn,
    resourceShareName: invitation.share.name,
    resourceShareArn: invitation.share.arn,
    senderAccountId: invitation.share.owner,
    receiverAccountId: invitation.receiver,
    invitationTimestamp: new Date(invitation.at),
    status: invitation.status,
  };
}

export function describeResource(share: Share, arn: string, association: Association): Resource {
  return {
    arn,
    type: resourceType(arn),
    resourceShareArn: share.arn,
    status: 'AVAILABLE',
    creationTime: new Date(association.createdAt),
    lastUpdatedTime: new Date(association.at),
    resourceRegionScope: 'REGIONAL',
  };
}

/** As RAM names shareable types (RAM user guide, "Shareable AWS resources"). */
export function resourceType(arn: string): string {
  const kind = arn.split(':')[5]?.split('/')[0];
  return { catalog: 'glue:Catalog', database: 'glue:Database', table: 'glue:Table' }[kind ?? ''] ?? 'glue:Catalog';
}
