import type { ServerResponse } from 'node:http';

/** What the console answers. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Replaces the policy below, for what is not the console's own page. */
  readonly policy?: string;
}

/** Nothing from elsewhere, no script in a page, no frame around the console. */
const ownPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/**
 * For a report, which is not the console's own: its script sorts the columns, as a stranger's. The sandbox gives it an origin of its own, so that
 * it can neither read the console nor act in it.
 */
export const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-scripts";

/**
 * For what a custom widget's function answers: no script may run in it, and it stands in a frame. Its origin is the console's, so that the
 * console can see how high it is.
 */
export const widgetPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

export function page(body: { readonly text: string }, status = 200): Answer {
  return { status, type: 'text/html; charset=utf-8', body: body.text };
}

export function plain(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

export function send(outgoing: ServerResponse, { status, type, body, policy = ownPolicy }: Answer, withBody: boolean): void {
  outgoing.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  outgoing.end(withBody ? body : undefined);
}
