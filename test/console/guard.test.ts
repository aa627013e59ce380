import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../console/http/guard.ts';

const port = 4580;
const local = { host: '127.0.0.1:4580' };
const acting = { ...local, 'x-meshloop-console': '1' };

describe('the console answers', () => {
  it.each([
    ['a visit', { method: 'GET', headers: local }],
    ['a visit by the other name', { method: 'GET', headers: { host: 'localhost:4580' } }],
    ['a visit that comes from a link elsewhere', { method: 'GET', headers: { ...local, origin: 'http://elsewhere.example' } }],
    ['its own script', { method: 'POST', headers: { ...acting, origin: 'http://127.0.0.1:4580' } }],
    ['a command line that sends the header', { method: 'POST', headers: acting }],
  ])('%s', (_, asked) => {
    expect(refusalOf(asked, port)).toBeUndefined();
  });

  it.each([
    ['a name that was made to point here', { method: 'GET', headers: { host: 'elsewhere.example:4580' } }, 421],
    ['a name with another port', { method: 'GET', headers: { host: '127.0.0.1:80' } }, 421],
    ['no name', { method: 'GET', headers: {} }, 421],
    ['two names', { method: 'GET', headers: { host: ['127.0.0.1:4580', 'elsewhere.example'] } }, 421],
    ['a form of its own or of another site', { method: 'POST', headers: local }, 403],
    ['a script of another site', { method: 'POST', headers: { ...acting, origin: 'http://elsewhere.example' } }, 403],
    ['a page without an origin, such as a report', { method: 'POST', headers: { ...acting, origin: 'null' } }, 403],
    ['another server on this machine', { method: 'POST', headers: { ...acting, origin: 'http://127.0.0.1:8080' } }, 403],
    ['another method', { method: 'DELETE', headers: acting }, 405],
    ['the question whether it may', { method: 'OPTIONS', headers: local }, 405],
  ])('refuses %s', (_, asked, status) => {
    expect(refusalOf(asked, port)).toMatchObject({ status });
  });
});
