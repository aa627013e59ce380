import { base } from '../http/base.ts';

/**
 * Where a link to the AWS console leads here: a report of the stack's bucket, the log of a change, and Studio have pages of the local console. Undefined
 * for every other link.
 */
export function localAddress(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/.test(url.hostname)) return undefined;
  if (url.pathname.startsWith('/s3/object/')) return `${base}report?key=${encodeURIComponent(url.searchParams.get('prefix') ?? '')}`;
  if (url.pathname.startsWith('/sagemaker/')) return `${base}products`;
  const changeId = /changeId = ["'](?<id>[^"']+)["']/.exec(unescaped(url.hash))?.groups?.['id'];
  return changeId === undefined ? undefined : `${base}timeline?change=${encodeURIComponent(changeId)}`;
}

/** In the addresses of Logs Insights a sign is a star and its code. */
function unescaped(text: string): string {
  return text.replaceAll(/\*\*([0-9a-f]{4})|\*([0-9a-f]{2})/g, (_, wide: string | undefined, narrow: string | undefined) => String.fromCharCode(parseInt(wide ?? narrow ?? '', 16)));
}

/** The HTML of a widget with such links led here. */
export function withLocalLinks(text: string): string {
  return text.replaceAll(/href="(https:\/\/[^"]+)"/g, (whole, address: string) => {
    const here = localAddress(address.replaceAll('&amp;', '&'));
    return here === undefined ? whole : `href="${here.replaceAll('&', '&amp;')}"`;
  });
}
