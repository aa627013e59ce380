import { AwsError } from '../core/service.ts';
import { PolicyError } from './policy-error.ts';
import { parsePolicy } from './policy-document.ts';
import { roleIdOf } from './role-id.ts';
import type { PolicyKind, Statements } from './policy-document.ts';

/** A policy document as it was given, and as it is evaluated. */
export interface StoredPolicy {
  readonly text: string;
  readonly statements: Statements;
}

export interface Role {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  trust: StoredPolicy;
  description: string | undefined;
  /** Longest session in seconds. */
  maxSession: number;
  readonly tags: Map<string, string>;
  readonly inline: Map<string, StoredPolicy>;
  /** Managed policies by ARN. */
  readonly attached: Map<string, StoredPolicy>;
  boundary: { readonly arn: string; readonly policy: StoredPolicy } | undefined;
}

const DEFAULT_SESSION_SECONDS = 3600;

/** The roles of every account. */
export class RoleStore {
  readonly #roles = new Map<string, Role>();
  /** Managed policies of the accounts' own, by ARN. */
  readonly policies = new Map<string, StoredPolicy>();

  /** Makes a role, or a new one in the place of the old. */
  put(arn: string, trust: unknown, created: number): Role {
    const { accountId, path, name } = readArn(arn);
    const role: Role = {
      arn,
      accountId,
      name,
      path,
      id: roleIdOf(arn),
      created,
      trust: storedPolicy(trust, 'trust'),
      description: undefined,
      maxSession: DEFAULT_SESSION_SECONDS,
      tags: new Map(),
      inline: new Map(),
      attached: new Map(),
      boundary: undefined,
    };
    this.#roles.set(arn, role);
    return role;
  }

  get(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  /** Role names are unique in an account, whatever their path. */
  named(accountId: string, name: string): Role {
    const role = this.find(accountId, name);
    if (!role) throw new AwsError('NoSuchEntityException', `The role with name ${name} cannot be found.`, 404);
    return role;
  }

  find(accountId: string, name: string): Role | undefined {
    return this.of(accountId).find((role) => role.name.toLowerCase() === name.toLowerCase());
  }

  of(accountId: string): readonly Role[] {
    return [...this.#roles.values()].filter((role) => role.accountId === accountId).sort((a, b) => a.name.localeCompare(b.name));
  }

  delete(arn: string): void {
    this.#roles.delete(arn);
  }
}

/** Reads and keeps a policy. Throws MalformedPolicyDocument, as IAM does. */
export function storedPolicy(document: unknown, kind: PolicyKind): StoredPolicy {
  if (typeof document !== 'string') return readPolicy(document, kind);
  const known = policies.get(`${kind} ${document}`);
  if (known) return known;
  const policy = readPolicy(document, kind);
  if (policies.size === MOST_KNOWN) policies.clear();
  policies.set(`${kind} ${document}`, policy);
  return policy;
}

/** Policies by kind and text: whoever makes many clouds gives them the same ones. */
const policies = new Map<string, StoredPolicy>();
const MOST_KNOWN = 1000;

function readPolicy(document: unknown, kind: PolicyKind): StoredPolicy {
  try {
    return { text: typeof document === 'string' ? document : JSON.stringify(document), statements: parsePolicy(document, kind) };
  } catch (error) {
    if (error instanceof PolicyError) throw new AwsError('MalformedPolicyDocumentException', error.message, 400);
    throw error;
  }
}

function readArn(arn: string): { accountId: string; path: string; name: string } {
  const [, accountId, path = '/', name] = /^arn:[\w-]+:iam::(\d{12}):role(\/(?:.*\/)?)([\w+=,.@-]{1,64})$/.exec(arn) ?? [];
  if (accountId === undefined || name === undefined) throw new AwsError('ValidationError', `${arn} is not the ARN of a role`);
  return { accountId, path, name };
}
