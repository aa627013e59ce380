import { expect, test } from 'vitest';
import { catchBug } from '../../scripts/privileges/bugs/catch.ts';
import { bugNamed } from '../../scripts/privileges/bugs/index.ts';

/** A few of those that `npm run privileges -- --bug all` plants and plays: each is a run of vitest of its own. */
test.each(['publish-code-without-put-object', 'link-product-without-tag-resource', 'audit-access-without-get-query-execution'])(
  '%s: the scenario that needs it is refused it',
  async (name) => {
    const bug = bugNamed(name);
    expect(await catchBug(bug)).toMatchObject({ by: 'refused', line: expect.stringContaining(bug.told) });
  },
  300_000,
);
