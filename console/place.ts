import type { LocalCloud } from '../local/cloud.ts';
import type { MeshNames } from '../local/scenario/bootstrap.ts';
import { clientConfig, type ClientConfig } from '../local/core/clients.ts';
import { People } from '../local/scenario/people.ts';
import type { Mesh } from '../shared/mesh/mesh.ts';

/** The cloud that the console shows, and what the stacks in it are called. */
export interface Place {
  readonly cloud: LocalCloud;
  readonly mesh: Mesh;
  readonly names: MeshNames;
  /** For SDK clients of a person of the consumer's platform team: a data lake administrator, as Lake Formation shows grants to no one else. */
  readonly asAdministrator: () => Promise<ClientConfig>;
}

/** One session serves for half an hour of the cloud's time. */
const sessionLength = 30 * 60_000;

export function placeOf(cloud: LocalCloud, mesh: Mesh, names: MeshNames): Place {
  const people = new People(cloud, names);
  let session: { readonly config: Promise<ClientConfig>; readonly until: number } | undefined;
  const open = async () => clientConfig(cloud, await people.session('consumer', 'platform-admin'));
  return {
    cloud,
    mesh,
    names,
    asAdministrator: () => {
      const now = cloud.clock.now();
      if (session === undefined || session.until <= now) session = { config: open(), until: now + sessionLength };
      return session.config;
    },
  };
}

/** The stack's bucket of documents. */
export function bucketOf({ names: { stage, accounts, region } }: Place): string {
  return `meshloop-${stage}-${accounts.consumer}-${region}`;
}
