import type { OnResponse, RequestOptions } from './sandbox-request.ts';

/** `request(options, callback)`, `request(url, callback)` and `request(url, options, callback)`. */
export function readParameters(parameters: readonly unknown[]): [RequestOptions, OnResponse | undefined] {
  let options: RequestOptions = {};
  let onResponse: OnResponse | undefined;
  for (const parameter of parameters) {
    // Node's own signature: a function is the listener, text or a URL the address, any other object the options.
    if (typeof parameter === 'function') onResponse = parameter as OnResponse;
    else if (typeof parameter === 'string') options = { ...options, ...addressOf(new URL(parameter)) };
    // Not `instanceof`: the sandbox may have a URL class of its own.
    else if (isUrl(parameter)) options = { ...options, ...addressOf(new URL(parameter.href)) };
    else if (typeof parameter === 'object' && parameter !== null) options = { ...options, ...(parameter as RequestOptions) };
  }
  return [options, onResponse];
}

function addressOf(url: URL): RequestOptions {
  return { hostname: url.hostname, path: `${url.pathname}${url.search}` };
}

function isUrl(value: unknown): value is { href: string } {
  return typeof value === 'object' && value !== null && 'href' in value && typeof value.href === 'string';
}
