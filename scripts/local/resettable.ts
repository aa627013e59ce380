import type { LocalCloud } from '../../local/cloud.ts';
import type { CloudRequest, Handle } from '../../local/core/wire.ts';

/** The path that makes the cloud anew; no AWS service answers a POST without a signature there. */
export const resetPath = '/_local/reset';

export interface Resettable {
  readonly handle: Handle;
  close(): Promise<void>;
}

/** A cloud that `POST /_local/reset` replaces by a new one, with `?region=` in another region: for tests that each want empty accounts. */
export function resettable(open: (region: string) => LocalCloud, region: string): Resettable {
  let cloud = open(region);
  const reset = async (query: string) => {
    const old = cloud;
    cloud = open(new URLSearchParams(query).get('region') ?? region);
    await old.close();
    return { status: 204, headers: {}, body: new Uint8Array(0) };
  };
  return {
    handle: (request) => (isReset(request) ? reset(request.query) : cloud.handle(request)),
    close: () => cloud.close(),
  };
}

function isReset({ method, path, headers }: CloudRequest): boolean {
  return method === 'POST' && path === resetPath && headers['authorization'] === undefined;
}
