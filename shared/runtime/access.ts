import type { OwnRoles } from '../access/grants.ts';
import { grantAll, type RefusedGrant } from '../aws/grants.ts';
import { forgetReceipts, noteReceipts } from '../aws/receipts.ts';
import type { Grant } from '../catalog/grant-plan.ts';
import { count } from './count.ts';
import type { Context } from './context.ts';
import { NotDelegated } from './delegated.ts';
import type { Environment } from './environment.ts';
import { SyncError } from './errors.ts';
import { classify, isPermanent } from './failure.ts';
import { logger } from './log.ts';

/** The roles of our own that read with a subscription's access. */
export function ownRoles({ readerRolePrefix, pipelineRoleArn }: Pick<Environment, 'readerRolePrefix' | 'pipelineRoleArn'>): OwnRoles {
  return (subscription) => [readerRolePrefix + subscription, pipelineRoleArn];
}

/** Grants what was absent, its receipt first. What is refused for good keeps no receipt; all that was refused is returned. */
export async function give(context: Context, grants: readonly Grant[]): Promise<readonly RefusedGrant[]> {
  const { bucket } = context.environment;
  if (grants.length === 0) return [];
  await noteReceipts(bucket, grants);
  const refused = (await grantAll(grants)).map((refused) => explained(context, refused));
  count('grant', grants.length - refused.length);
  for (const { grant, error } of refused) {
    const { failure, code } = classify(error);
    logger.warn('grant refused', { failure, code, principal: grant.principal, resource: grant.resource });
  }
  const forGood = refused.filter(({ error }) => isPermanent(classify(error)));
  if (forGood.length > 0) await forgetReceipts(bucket, forGood.map(({ grant }) => grant));
  return refused;
}

/** Lake Formation's answers leave out why. */
function explained(context: Context, { grant, error }: RefusedGrant): RefusedGrant {
  const { failure, code, message } = classify(error);
  if (/invalid principal/i.test(message)) {
    const remedy = 'Create the role again, or take it out of mesh.yml.';
    return { grant, error: new SyncError('gone', `${code}: the role ${grant.principal} does not exist`, remedy, { cause: error }) };
  }
  if (context.mesh.access.delegated && failure === 'not yet visible') {
    const { resource } = grant;
    const product = resource.kind === 'tagged' ? { catalogId: resource.catalogId, database: textOf(resource.tags) } : resource;
    return { grant, error: new NotDelegated(context, product, error) };
  }
  if (grant.resource.kind === 'tagged' && failure === 'not yet visible') {
    const text = textOf(grant.resource.tags);
    const remedy =
      `If it stays so: where central granted this very expression (${text}), Lake Formation looks at that grant alone, so central must give it ` +
      'with grant option; where it granted another expression, central must give DESCRIBE on each of these tag values.';
    return { grant, error: new SyncError('not yet visible', `${code}: the LF-Tag expression ${text} may not be granted on yet`, remedy, { cause: error }) };
  }
  return { grant, error };
}

function textOf(tags: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(tags).map(([key, values]) => `${key}=${values.join('|')}`).join(' and ');
}
