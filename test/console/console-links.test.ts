import { expect, it } from 'vitest';
import { localAddress, withLocalLinks } from '../../console/dashboard/console-links.ts';
import { oneChangeQuery } from '../../shared/catalog/log-queries.ts';
import { logsLink, objectLink, studioLink } from '../../shared/widget/console-links.ts';

const key = 'verdicts/credit_risk/applications/credit-risk/c826-20261122T090000Z.html';

it.each([
  ['a report', objectLink('eu-central-1', 'a-bucket', key), `/_console/report?key=${encodeURIComponent(key)}`],
  ['the log of a change', logsLink('eu-central-1', 'dev', oneChangeQuery('c826-20261122T090000Z')), '/_console/timeline?change=c826-20261122T090000Z'],
  ['the same in China', logsLink('cn-north-1', 'dev', oneChangeQuery('c826')), '/_console/timeline?change=c826'],
  ['Studio', studioLink('eu-central-1'), '/_console/products'],
])('%s of the AWS console has its place in the local one', (_, address, here) => {
  expect(localAddress(address)).toBe(here);
});

it.each(['https://example.com/s3/object/a?prefix=b', 'https://console.aws.amazon.com.example.com/s3/object/a', 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home#logsV2:', '/_console/', 'javascript:alert(1)'])('%s stays as it is', (address) => {
  expect(localAddress(address)).toBeUndefined();
});

it('the links in HTML are led here, escaped as they were', () => {
  const html = `<a href="${objectLink('eu-central-1', 'b', 'verdicts/a&b.html').replaceAll('&', '&amp;')}" target="_blank">report</a> <a href="https://example.com/?a=1&amp;b=2">else</a>`;
  expect(withLocalLinks(html)).toBe('<a href="/_console/report?key=verdicts%2Fa%26b.html" target="_blank">report</a> <a href="https://example.com/?a=1&amp;b=2">else</a>');
});
