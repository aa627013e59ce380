import type { AuthoredSubscription } from './authored.ts';
import type { Finding } from './finding.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { linkName, linkPrefix } from './names.ts';

/** A link’s name against the database that it leads to. */
export function checkLink(subscription: AuthoredSubscription, index: number): Finding[] {
  const { database, link } = subscription;
  const path = ['subscriptions', index];
  if (isGlob(database)) {
    if (subscription.dataZone !== undefined) {
      const remedy = 'Give the database of these assets a subscription of its own.';
      return [{ path: [...path, 'dataZone'], problem: 'names assets for the many databases of a glob', remedy }];
    }
    const remedy = 'Remove `link` (each database gets rl_<database>) or name one database.';
    return link === undefined ? [] : [{ path: [...path, 'link'], problem: 'is one name for the many databases of a glob', remedy }];
  }
  if (database.startsWith(linkPrefix)) {
    const problem = 'looks like a link of ours (rl_…)';
    return [{ path: [...path, 'database'], problem, remedy: 'Name the database of the central catalog, not its link.' }];
  }
  return [];
}

/** Two subscriptions may share a link only when it leads to the same database. */
export function checkLinkCollisions(central: string, authored: readonly AuthoredSubscription[]): Finding[] {
  const subscriptions = authored.map(({ catalog, ...rest }) => (catalog === undefined || catalog === central ? rest : { ...rest, catalog }));
  return subscriptions.flatMap((subscription, index) =>
    subscriptions.slice(0, index).flatMap((other) => {
      const link = collision(subscription, other);
      if (link === undefined) return [];
      const field = subscription.link === undefined ? 'database' : 'link';
      const problem = `gives the link ${link}, which subscription "${other.name}" gives to something else`;
      return [{ path: ['subscriptions', index, field], problem, remedy: 'Choose another link for one of the two.' }];
    }),
  );
}

function collision(a: AuthoredSubscription, b: AuthoredSubscription): string | undefined {
  const [aGlob, bGlob] = [isGlob(a.database), isGlob(b.database)];
  if (aGlob && bGlob) return undefined;
  if (aGlob) return collision(b, a);
  const link = linkName(a, a.database);
  const same = a.database === b.database && a.catalog === b.catalog && (a.links ?? 'database') === (b.links ?? 'database');
  if (!bGlob) return link === linkName(b, b.database) && !same ? link : undefined;
  // The glob links the database whose name follows the prefix; the same one is no collision.
  const linkedByGlob = link.slice(linkPrefix.length);
  return !(linkedByGlob === a.database && a.catalog === b.catalog) && b.catalog === undefined && matchesGlob(b.database, linkedByGlob)
    ? link
    : undefined;
}
