/** The part of a request by which the console decides whether to answer it. */
export interface Asked {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The header that the console's own script sends with everything that acts. A form or another site's script cannot. */
export const actHeader = 'x-meshloop-console';

/**
 * Why a request is refused; undefined when it is not. Another Host header means that some other name was made to point here (DNS
 * rebinding); another origin, that some other site acts through the visitor's browser.
 */
export function refusalOf({ method, headers }: Asked, port: number): { readonly status: number; readonly why: string } | undefined {
  const host = headers['host'];
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return { status: 421, why: `The console answers to 127.0.0.1:${port} and localhost:${port} only.` };
  }
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST') return { status: 405, why: `The console takes GET, HEAD and POST, not ${method}.` };
  if (headers['origin'] !== undefined && headers['origin'] !== `http://${String(host)}`) return { status: 403, why: 'Another site may not act here.' };
  if (headers[actHeader] !== '1') return { status: 403, why: `A request that acts carries the header ${actHeader}: 1.` };
  return undefined;
}
