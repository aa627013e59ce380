import type { Cloud } from '../core/cloud.ts';
import type { Ram, ShareRequest } from '../core/governance.ts';
import { accountOf, type Association, type Invitation, type Share } from './state.ts';

/**
 * Lake Formation's types are not among those whose invitations live for seven days
 * (RAM user guide, "Accepting and rejecting resource share invitations").
 */
const INVITATION_LIFETIME = 12 * 60 * 60 * 1000;

type Event = 'Resource Share Association' | 'Resource Share Invitation';

/** All shares of the cloud, and the invitations to them. */
export class Shares implements Ram {
  readonly #cloud: Cloud;
  readonly shares = new Map<string, Share>();
  readonly invitations = new Map<string, Invitation>();
  /** The share that is in force between two for one kind. */
  readonly #inForce = new Map<string, Share>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  share(request: ShareRequest): void {
    const share = this.#open(request) ?? this.#create(request);
    const added = request.resources.filter((arn) => share.resources.get(arn)?.status !== 'ASSOCIATED');
    for (const arn of added) share.resources.set(arn, this.#association('ASSOCIATED'));
    share.updatedAt = this.#cloud.clock.now();
    if (share.principalAssociation.status === 'DISASSOCIATED') this.#admit(share);
    else if (share.principalAssociation.status === 'ASSOCIATED' && added.length > 0)
      this.#announce(share, 'Resource Share Association', 'associated');
  }

  unshare(request: ShareRequest): void {
    const share = this.#open(request);
    const removed = request.resources.filter((arn) => share?.resources.get(arn)?.status === 'ASSOCIATED');
    if (!share || removed.length === 0) return;
    for (const arn of removed) this.#leave(share.resources.get(arn));
    if ([...share.resources.values()].some((resource) => resource.status === 'ASSOCIATED')) {
      this.#announce(share, 'Resource Share Association', 'disassociated');
    } else this.remove(share);
  }

  sharedSince(request: { owner: string; principal: string; kind: string; resource: string }): number | undefined {
    const share = this.#open(request);
    const resource = share?.resources.get(request.resource);
    if (!share || resource?.status !== 'ASSOCIATED' || share.principalAssociation.status !== 'ASSOCIATED') return undefined;
    return Math.max(resource.at, share.principalAssociation.at);
  }

  shareArns(owner: string, principal: string, kind: string): readonly string[] {
    const share = this.#open({ owner, principal, kind });
    return share ? [share.arn] : [];
  }

  accept(invitation: Invitation): void {
    this.#settle(invitation, 'ACCEPTED');
    this.#associate(invitation.share);
  }

  reject(invitation: Invitation): void {
    this.#settle(invitation, 'REJECTED');
    this.disassociate(invitation.share);
  }

  /** The principal leaves the share, or is put out of it. */
  disassociate(share: Share): void {
    this.#leave(share.principalAssociation);
    share.updatedAt = this.#cloud.clock.now();
    this.#announce(share, 'Resource Share Association', 'disassociated');
  }

  remove(share: Share): void {
    share.deleted = true;
    for (const resource of share.resources.values()) this.#leave(resource);
    for (const invitation of this.invitations.values()) {
      if (invitation.share === share && invitation.status === 'PENDING') this.#settle(invitation, 'EXPIRED');
    }
    this.disassociate(share);
  }

  #open(request: { owner: string; principal: string; kind: string }): Share | undefined {
    const share = this.#inForce.get(between(request));
    return share?.deleted ? undefined : share;
  }

  #create(request: ShareRequest): Share {
    const { region, dice, organization, clock } = this.#cloud;
    const share: Share = {
      arn: `arn:aws:ram:${region}:${request.owner}:resource-share/${dice.uuid()}`,
      name: request.name,
      owner: request.owner,
      principal: request.principal,
      kind: request.kind,
      external: !(organization.includes(request.owner) && organization.includes(accountOf(request.principal))),
      createdAt: clock.now(),
      updatedAt: clock.now(),
      deleted: false,
      principalAssociation: this.#association('DISASSOCIATED'),
      resources: new Map(),
    };
    this.shares.set(share.arn, share);
    this.#inForce.set(between(share), share);
    return share;
  }

  /** Inside one Organization at once; otherwise by invitation (RAM user guide, "Sharing your AWS resources"). */
  #admit(share: Share): void {
    if (!share.external) return this.#associate(share);
    share.principalAssociation.status = 'ASSOCIATING';
    const { region, dice, clock } = this.#cloud;
    const invitation: Invitation = {
      arn: `arn:aws:ram:${region}:${share.owner}:resource-share-invitation/${dice.uuid()}`,
      share,
      receiver: accountOf(share.principal),
      at: clock.now(),
      status: 'PENDING',
    };
    invitation.expiry = clock.timer(() => this.#expire(invitation), INVITATION_LIFETIME);
    this.invitations.set(invitation.arn, invitation);
    // The status of an invitation's event is not documented; only these three values were seen.
    this.#announce(share, 'Resource Share Invitation', 'associated');
  }

  #expire(invitation: Invitation): void {
    this.#settle(invitation, 'EXPIRED');
    this.disassociate(invitation.share);
  }

  #settle(invitation: Invitation, status: 'ACCEPTED' | 'REJECTED' | 'EXPIRED'): void {
    invitation.status = status;
    invitation.expiry?.cancel();
  }

  #associate(share: Share): void {
    share.principalAssociation.status = 'ASSOCIATED';
    share.principalAssociation.at = this.#cloud.clock.now();
    this.#announce(share, 'Resource Share Association', 'associated');
  }

  #association(status: Association['status']): Association {
    return { status, at: this.#cloud.clock.now(), createdAt: this.#cloud.clock.now() };
  }

  #leave(association: Association | undefined): void {
    if (!association) return;
    association.status = 'DISASSOCIATED';
    association.at = this.#cloud.clock.now();
  }

  /** To the owner and to the principal's account (RAM user guide, "Monitoring AWS RAM using EventBridge"). */
  #announce(share: Share, event: Event, status: 'associated' | 'disassociated'): void {
    for (const account of new Set([share.owner, accountOf(share.principal)])) {
      this.#cloud.events.emit(account, {
        source: 'aws.ram',
        detailType: 'Resource Sharing State Change',
        detail: { event, status },
        resources: [share.arn],
      });
    }
  }
}

function between({ owner, principal, kind }: { owner: string; principal: string; kind: string }): string {
  return `${owner} ${principal} ${kind}`;
}
