/** Every link database that is ours begins with this. */
export const linkPrefix = 'rl_';

/** The name of the link database of a central database: the subscription's fixed name, or `rl_<database>`. */
export function linkName(subscription: { readonly link?: string | undefined }, database: string): string {
  return subscription.link ?? linkPrefix + database;
}
