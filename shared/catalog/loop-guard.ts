import type { CallRecord } from '../../events/aws/cloudtrail-call.ts';
import type { Product } from '../../events/mesh/metadata.ts';
import { matchesGlob } from '../mesh/glob.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { linkName, linkPrefix } from '../mesh/names.ts';

/** Whether the call was made by a role of this deployment: what we do must not make us do it again. */
export function isOwnCall({ userIdentity }: CallRecord, consumer: string, stage: string): boolean {
  const issuer = userIdentity?.sessionContext?.sessionIssuer?.arn ?? userIdentity?.arn ?? '';
  return new RegExp(`^arn:[^:]+:(iam|sts)::${consumer}:(assumed-)?role/(.*/)?meshloop-${stage}-`).test(issuer);
}

/** Whether the product is one of our own link databases. */
export function isOwnLink(mesh: Mesh, { database }: Product): boolean {
  return databaseBehind(mesh, database) !== undefined;
}

/** The central database that a link database of ours points to, by its name; undefined for any other database. */
export function databaseBehind(mesh: Mesh, link: string): string | undefined {
  const behind = link.slice(linkPrefix.length);
  const found = mesh.subscriptions.find(
    (subscription) =>
      subscription.link === link ||
      (link.startsWith(linkPrefix) && matchesGlob(subscription.database, behind) && linkName(subscription, behind) === link),
  );
  if (found === undefined) return undefined;
  return found.link === link ? found.database : behind;
}
