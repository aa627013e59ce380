import type { Bug } from '../bugs/bug.ts';

/** Mistakes that this simulation has to find. The last was really there: it found it first. */
export const bugs: readonly Bug[] = [
  {
    name: 'takes-foreign',
    says: 'What nobody asks for is taken back, whoever granted it.',
    file: 'shared/access/grants.ts',
    from: 'const unwanted = minus(receipts.filter(free), wanted);',
    to: 'const unwanted = minus([...receipts, ...held].filter(free), wanted);',
  },
  {
    name: 'one-page',
    says: 'Only the first page of what is granted is read, so that the rest is granted again and again.',
    file: 'shared/aws/held-grants.ts',
    from: '    listed.push(...(page.PrincipalResourcePermissions ?? []));\n    token = page.NextToken;',
    to: '    listed.push(...(page.PrincipalResourcePermissions ?? []));\n    token = undefined;',
  },
  {
    name: 'always-revoking',
    says: 'What is out of sight is not marked, and is tried to be taken back every hour.',
    file: 'shared/runtime/taking.ts',
    from: 'await keepOutOfSight(bucket, outOfSight);',
    to: 'void keepOutOfSight;',
  },
  {
    name: 'receipts-kept',
    says: 'What was taken back keeps its receipt.',
    file: 'shared/runtime/taking.ts',
    from: 'await forgetReceipts(bucket, minus(revoked, kept));',
    to: 'void minus(revoked, kept);',
  },
  {
    name: 'table-behind-link',
    says: 'A receipt for a table whose database has become a link of somebody fails its database for ever.',
    file: 'shared/runtime/failure.ts',
    from: "['gone', any, /cannot be a link for this operation/i],",
    to: '',
  },
];
