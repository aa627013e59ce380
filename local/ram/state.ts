import type { Timer } from '../core/clock.ts';

export type AssociationStatus = 'ASSOCIATING' | 'ASSOCIATED' | 'DISASSOCIATED';

export interface Association {
  status: AssociationStatus;
  /** Cloud time of the last change of status, in milliseconds. */
  at: number;
  readonly createdAt: number;
}

export interface Share {
  readonly arn: string;
  readonly name: string;
  readonly owner: string;
  /** An account id or an ARN. */
  readonly principal: string;
  /** What Lake Formation keeps in it; not visible outside. */
  readonly kind: string;
  /** Whether the principal is outside the owner's Organization. */
  readonly external: boolean;
  readonly createdAt: number;
  updatedAt: number;
  deleted: boolean;
  readonly principalAssociation: Association;
  readonly resources: Map<string, Association>;
}

export interface Invitation {
  readonly arn: string;
  readonly share: Share;
  readonly receiver: string;
  readonly at: number;
  status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED';
  expiry?: Timer;
}

/** The account of a principal: an account id, or the one in an IAM ARN. */
export function accountOf(principal: string): string {
  return /^\d{12}$/.test(principal) ? principal : (principal.split(':')[4] ?? principal);
}
