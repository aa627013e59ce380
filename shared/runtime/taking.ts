import { isRemoval, type Action, type Removal } from '../access/action.ts';
import { revokeAll } from '../aws/grants.ts';
import { forgetReceipts, keepOutOfSight } from '../aws/receipts.ts';
import { deleteOwn, type Deleter } from '../aws/unlink.ts';
import { minus } from '../catalog/grant-plan.ts';
import { count } from './count.ts';
import { Refused } from './errors.ts';
import { classify } from './failure.ts';
import { logger } from './log.ts';

/** A link that could not be deleted, for a reason that only a person can mend. */
export interface KeptLink {
  readonly database: string;
  readonly error: Error;
}

/**
 * Takes back what is ours, in the plan's order: grants, then links, then what only a receipt remembers. Links that are not let go of
 * are returned: they hold up nothing else.
 */
export async function take(bucket: string, deleter: Deleter, actions: readonly Action[]): Promise<readonly KeptLink[]> {
  const removals = actions.filter(isRemoval);
  const grantsOf = (kind: 'revoke' | 'forget receipt') => removals.flatMap((removal: Removal) => (removal.do === kind ? [removal.grant] : []));
  const revoked = grantsOf('revoke');
  const refused = await revokeAll(revoked);
  const outOfSight = refused.filter(({ error }) => ['gone', 'not yet visible'].includes(classify(error).failure)).map(({ grant }) => grant);
  const kept = refused.map(({ grant }) => grant);
  await forgetReceipts(bucket, minus(revoked, kept));
  if (outOfSight.length > 0) logger.warn('out of sight: without effect until it is shared again', { grants: outOfSight.length });
  await keepOutOfSight(bucket, outOfSight);
  count('revoke', revoked.length - refused.length);
  const failed = refused.find(({ grant }) => !outOfSight.includes(grant));
  if (failed !== undefined) throw failed.error;
  const keptLinks: KeptLink[] = [];
  for (const removal of removals) {
    if (removal.do === 'revoke' || removal.do === 'forget receipt') continue;
    logger.info(removal.do, { name: removal.name, reason: removal.reason });
    try {
      await deleteOwn(deleter, removal);
      count('unlink');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      keptLinks.push({ database: removal.do === 'delete table link' ? removal.home : removal.name, error });
    }
  }
  // What goes with a link is still held where the link stayed.
  const stays = new Set(keptLinks.map(({ database }) => database));
  const gone = grantsOf('forget receipt').filter(({ resource }) => resource.kind === 'tagged' || resource.catalogId !== deleter.mesh.consumer.account || !stays.has(resource.database));
  await forgetReceipts(bucket, gone);
  return keptLinks;
}
