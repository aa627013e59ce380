import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDeployment } from '../../scripts/deployment.ts';
import { startLoop, type Loop } from '../support/loop.ts';
import { visit, type Visit } from './visit.ts';

const acting = { 'x-meshloop-console': '1' };

let loop: Loop;
let console: Visit;

beforeAll(async () => {
  loop = await startLoop();
  await loop.clock.run();
  console = await visit(loop, (await loadDeployment()).mesh);
});

afterAll(async () => {
  await console.close();
  await loop.close();
});

describe('beside the endpoint', () => {
  it.each(['', 'timeline', 'products', 'reports', 'docs/runbook.md', 'console.css', 'console.js', 'icon.svg'])('there is /_console/%s, with nothing from elsewhere', async (path) => {
    const { status, headers, body } = await console.get(`/_console/${path}`);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\/|@import|url\(/);
  });

  it('AWS’s services answer as ever', async () => {
    const { status, body } = await console.get('/a-bucket/a-key');
    expect([status, body]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')]);
  });

  it.each(['nothing', '../package.json', 'docs/../../package.json', 'docs/none.md', 'assets/console.css', '%2e%2e/package.json', 'constructor'])('there is no %s', async (path) => {
    const { status, body } = await console.get(`/_console/${path}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('devDependencies');
  });

  it.each([['report?key=profiles/x.json'], ['report?key=verdicts/a/b/c/none.html'], ['report'], ['widget?index=0'], ['widget?index=x']])('there is nothing at %s', async (path) => {
    expect((await console.get(`/_console/${path}`)).status).toBe(404);
  });

  it('a place without a slash leads to the one with it', async () => {
    expect(await console.get('/_console')).toMatchObject({ status: 308, headers: { location: '/_console/' } });
  });

  it.each([
    ['/_console/', { host: 'elsewhere.example' }, 'GET', 421],
    ['/_console/stream', { host: 'elsewhere.example' }, 'GET', 421],
    ['/_console/act/revoke', { origin: 'http://elsewhere.example', ...acting }, 'POST', 403],
    ['/_console/act/revoke', {}, 'POST', 403],
    ['/_console/act/revoke', acting, 'PUT', 405],
    ['/_console/act/none', acting, 'POST', 404],
    ['/_console/timeline', acting, 'POST', 404],
  ])('%s with %j by %s is refused', async (path, headers, method, status) => {
    const before = loop.seen.length;
    expect((await console.get(path, headers, method)).status).toBe(status);
    expect(loop.seen.slice(before)).toEqual([]);
  });

  it('HEAD has the headers of a page and no body', async () => {
    const { status, headers, body } = await console.get('/_console/products', {}, 'HEAD');
    expect([status, body, Number(headers['content-length']) > 1000]).toEqual([200, '', true]);
  });
});

describe('the buttons', () => {
  it('are refused in words where there is nothing to do', async () => {
    const { status, body } = await console.get('/_console/act/break-grant', acting, 'POST');
    expect([status, body]).toEqual([409, expect.stringContaining('register the product first')]);
    expect((await console.get('/_console/products')).body).toContain('No link: central shares nothing that this follows.');
  });

  it('play a product from its registration over drift to its end', async () => {
    expect(await console.press('register')).toContain('with 1000 rows and shares it');
    const registered = (await console.get('/_console/products')).body;
    expect(registered).toContain('<code>rl_credit_risk</code> → <code>111111111111:credit_risk</code>');
    expect(registered).toMatch(/data-scientist<\/th><td>DESCRIBE, SELECT<\/td><td>every table with domain = credit/);
    expect(registered).toContain('retraining: first training');

    await console.press('drift');
    const { body: reports } = await console.get('/_console/reports');
    expect(reports).toMatch(/<\/span> drift<\/span>/);
    const [, link = ''] = /href="(report\?key=[^"]+)"/.exec(reports) ?? [];
    const report = await console.get(`/_console/${link.replaceAll('&amp;', '&')}`);
    expect(report.body).toContain('The data drifted in');
    // A stranger's page: its script may sort, and can do nothing here.
    expect(report.headers['content-security-policy']).toMatch(/sandbox allow-scripts$/);

    const dashboard = await console.get('/_console/');
    const [, frame = ''] = /data-src="([^"]+)"/.exec(dashboard.body) ?? [];
    const widget = await console.get(`/_console/${frame.replaceAll('&amp;', '&')}&theme=dark`);
    expect(widget.body).toContain('credit_risk.applications');
    expect(widget.body).toContain(`href="/_console/${link}"`);
    // In a frame of the console's own origin no script may run.
    expect(widget.headers['content-security-policy']).toMatch(/^default-src 'none'; .*sandbox allow-same-origin (?!.*allow-scripts)/);

    const [, changeId = ''] = /timeline\?change=([^"]+)"/.exec(reports) ?? [];
    const { body: change } = await console.get(`/_console/timeline?change=${changeId}`);
    for (const told of ['UpdateTable applications', 'Data Product Changed', 'Access Granted', 'Data Profiled', 'Drift Checked (drift', 'Retraining Started', 'Retraining Finished'])
      expect(change).toContain(told);

    await console.press('break-grant');
    expect((await console.get('/_console/products')).body).not.toContain('every table with domain = credit');
    await console.press('reconcile');
    expect((await console.get('/_console/products')).body).toContain('every table with domain = credit');

    await console.press('revoke');
    expect((await console.get('/_console/products')).body).not.toContain('● applications');
  });
});
