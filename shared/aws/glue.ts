import { GlueClient } from '@aws-sdk/client-glue';
import { counted } from './counted.ts';
import type { Credentials } from './reader.ts';

/** As the function's own role. */
const own = counted(new GlueClient({}));

const readers = new WeakMap<Credentials, GlueClient>();

/** One client for one session, so that its calls share a connection. */
export function glueOf(credentials?: Credentials): GlueClient {
  if (credentials === undefined) return own;
  const known = readers.get(credentials) ?? counted(new GlueClient({ credentials }));
  readers.set(credentials, known);
  return known;
}
