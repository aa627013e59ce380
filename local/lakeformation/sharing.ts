import type { Cloud } from '../core/cloud.ts';
import { invalid } from './errors.ts';
import { ALL_TABLES, type LakeResource } from './resource.ts';
import { isExternal, principalAccount } from './principals.ts';
import type { Grant, Lake, Lakes } from './state.ts';

/** Share kinds come in pairs: the first share of a pair makes both, so that two invitations arrive (RAM with cross-account version 3). */
const PAIRS: Readonly<Record<string, string>> = {
  database: 'table',
  table: 'database',
  'tag-database': 'tag-table',
  'tag-table': 'tag-database',
};

interface Part {
  readonly kind: string;
  readonly resources: readonly string[];
}

/** Cross-account grants travel through RAM shares, and are seen on the other side a while later. */
export class Sharing {
  readonly #cloud: Cloud;
  readonly #lakes: Lakes;
  readonly #delay: number;
  /** Worked out once for each grant: every look at what is shared asks for it. */
  readonly #known = new WeakMap<LakeResource, { readonly version: number; readonly parts: readonly Part[] }>();
  /** More delay for grants made from a moment on. */
  readonly #delayed = new Set<{ readonly from: number; readonly delay: number }>();

  /** @param delay milliseconds of cloud time until a grant is seen in the other account */
  constructor(cloud: Cloud, lakes: Lakes, delay: number) {
    this.#cloud = cloud;
    this.#lakes = lakes;
    this.#delay = delay;
  }

  /** Whether a grant that crosses accounts has arrived: shared, accepted and propagated. */
  isLive(owner: string, grant: Grant): boolean {
    const since = this.#sharedSince(owner, grant);
    return since !== undefined && this.#cloud.clock.now() >= Math.max(since, grant.createdAt) + this.#delay + this.#moreFor(grant);
  }

  delayMore(delay: number): () => void {
    const more = { from: this.#cloud.clock.now(), delay };
    this.#delayed.add(more);
    return () => this.#delayed.delete(more);
  }

  #moreFor({ createdAt }: Grant): number {
    let sum = 0;
    for (const { from, delay } of this.#delayed) if (createdAt >= from) sum += delay;
    return sum;
  }

  open(owner: string, grant: Grant): void {
    if (!isExternal(grant.principal, owner)) return;
    for (const part of this.#parts(owner, grant.resource)) {
      this.#cloud.ram.share({
        owner,
        principal: grant.principal,
        name: `LakeFormation-V${this.#version(owner)}-${this.#cloud.dice.text(10, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')}`,
        ...part,
      });
    }
  }

  /** Takes out of the shares what no grant to the principal needs any more. */
  close(owner: string, principal: string, resource: LakeResource): void {
    if (!isExternal(principal, owner)) return;
    const needed = new Set(
      this.#lakes
        .of(owner)
        .grants.all()
        .filter((grant) => grant.principal === principal)
        .flatMap((grant) => this.#parts(owner, grant.resource))
        .flatMap(({ kind, resources }) => resources.map((arn) => `${kind} ${arn}`)),
    );
    for (const { kind, resources } of this.#parts(owner, resource)) {
      this.#cloud.ram.unshare({ owner, principal, kind, name: '', resources: resources.filter((arn) => !needed.has(`${kind} ${arn}`)) });
    }
  }

  shareArns(owner: string, grant: Grant): readonly string[] {
    const kind = this.#parts(owner, grant.resource)[0]?.kind;
    return kind && isExternal(grant.principal, owner) ? this.#cloud.ram.shareArns(owner, grant.principal, kind) : [];
  }

  /**
   * Before version 3 LF-Tags are shared without RAM; a grantor below it cannot reach an account that has it
   * (Lake Formation developer guide, "Updating cross-account data sharing version settings").
   * @throws AwsError InvalidInputException
   */
  assertVersion(owner: string, principal: string, resource: LakeResource): void {
    if (!isExternal(principal, owner) || this.#version(owner) >= 3) return;
    if (principal.startsWith('arn:'))
      throw invalid('Grants to principals of other accounts and to organizations need cross account version 3 or higher.');
    const other = principalAccount(principal);
    if ((resource.kind === 'policy' || resource.kind === 'tag') && other && this.#version(other) >= 3) {
      throw invalid(
        'Invalid cross account grant request. Consumer account has opt-in to cross account version: v3. ' +
          'Please update `CrossAccountVersion` in `DataLakeSetting` to minimal version v3',
      );
    }
  }

  #sharedSince(owner: string, grant: Grant): number | undefined {
    const [part] = this.#parts(owner, grant.resource);
    if (!part) return grant.createdAt;
    const resource = part.resources.at(-1) ?? '';
    return this.#cloud.ram.sharedSince({ owner, principal: grant.principal, kind: part.kind, resource });
  }

  /** The shares that carry a grant: its own first, whose last ARN is the thing itself. */
  #parts(owner: string, resource: LakeResource): readonly Part[] {
    const version = this.#version(owner);
    const known = this.#known.get(resource);
    if (known?.version === version) return known.parts;
    const parts = this.#partsOf(version, resource);
    this.#known.set(resource, { version, parts });
    return parts;
  }

  #partsOf(version: number, resource: LakeResource): readonly Part[] {
    const arn = (rest: string) => `arn:aws:glue:${this.#cloud.region}:${resource.catalogId}:${rest}`;
    const catalog = arn('catalog');
    const pair = (kind: string, resources: string[]) => [
      { kind, resources: [catalog, ...resources] },
      { kind: PAIRS[kind] ?? kind, resources: [catalog] },
    ];
    switch (resource.kind) {
      case 'database':
        if (version === 1) return [{ kind: `database ${resource.database}`, resources: [catalog, arn(`database/${resource.database}`)] }];
        return pair('database', [arn(`database/${resource.database}`)]);
      case 'table':
      case 'columns': {
        // From version 5 on, shares name tables by pattern.
        const table = version >= 5 || resource.table === ALL_TABLES ? '*' : resource.table;
        const arns = [arn(`database/${resource.database}`), arn(`table/${resource.database}/${table}`)];
        if (version === 1) return [{ kind: `table ${resource.database}.${table}`, resources: [catalog, ...arns] }];
        return pair('table', arns);
      }
      case 'tag':
        return version < 3 ? [] : pair('tag-database', []);
      case 'policy':
        return version < 3 ? [] : pair(resource.type === 'DATABASE' ? 'tag-database' : 'tag-table', []);
      case 'catalog':
      case 'location':
        return [];
    }
  }

  #version(accountId: string): number {
    return crossAccountVersion(this.#lakes.of(accountId));
  }
}

export function crossAccountVersion(lake: Lake): number {
  return Number(lake.settings.Parameters?.['CROSS_ACCOUNT_VERSION'] ?? '1');
}
