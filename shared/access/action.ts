import { digestOf } from '../catalog/hash.ts';
import { resourceKey, type Grant } from '../catalog/grant-plan.ts';
import type { LinkTarget } from '../catalog/link-plan.ts';

/** One step that brings what the consumer has to what mesh.yml wants. */
export type Action =
  | { readonly do: 'create link'; readonly name: string; readonly target: LinkTarget; readonly reason: string }
  /** A real database of ours that holds table links. */
  | { readonly do: 'create home'; readonly name: string; readonly reason: string }
  | {
      readonly do: 'create table link';
      readonly home: string;
      readonly name: string;
      readonly target: LinkTarget & { readonly table: string };
      readonly reason: string;
    }
  /** Its receipt is written first. */
  | { readonly do: 'grant'; readonly grant: Grant; readonly reason: string }
  /** Its receipt is deleted afterwards. */
  | { readonly do: 'revoke'; readonly grant: Grant; readonly reason: string }
  | { readonly do: 'forget receipt'; readonly grant: Grant; readonly reason: string }
  | { readonly do: 'delete table link'; readonly home: string; readonly name: string; readonly reason: string }
  | { readonly do: 'delete link'; readonly name: string; readonly reason: string }
  | { readonly do: 'delete home'; readonly name: string; readonly reason: string };

/** Findings that have a metric and a code of their own. */
export const findingKinds = ['LeftToIam', 'NotReadable', 'PolicyLimit', 'NeedsAdministrator', 'SharedDirectly'] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What a person should know, with what to do; nothing is done about it. */
export interface Finding {
  readonly kind?: FindingKind;
  readonly about: string;
  readonly problem: string;
  readonly remedy: string;
}

export type Removal = Extract<Action, { do: 'revoke' | 'forget receipt' | 'delete table link' | 'delete link' | 'delete home' }>;

export function isRemoval(action: Action): action is Removal {
  return action.do !== 'create link' && action.do !== 'create home' && action.do !== 'create table link' && action.do !== 'grant';
}

/** Identifies exactly these steps, in any order and whatever their reasons. */
export function hashOf(actions: readonly Action[]): string {
  return digestOf(...actions.map(keyOf).toSorted()).slice(0, 16);
}

function keyOf(action: Action): string {
  switch (action.do) {
    case 'grant':
    case 'revoke':
    case 'forget receipt': {
      const { principal, resource, permissions } = action.grant;
      return JSON.stringify([action.do, principal, resourceKey(resource), permissions.toSorted()]);
    }
    case 'create link':
      return JSON.stringify([action.do, action.name, action.target.catalogId, action.target.database]);
    case 'create table link':
      return JSON.stringify([action.do, action.home, action.name, action.target.catalogId, action.target.database, action.target.table]);
    case 'delete table link':
      return JSON.stringify([action.do, action.home, action.name]);
    default:
      return JSON.stringify([action.do, action.name]);
  }
}
