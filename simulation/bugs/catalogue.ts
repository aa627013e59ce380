import type { Bug } from './bug.ts';

/** Bugs that the simulation has to find. The last two were really there: it found them first. */
export const bugs: readonly Bug[] = [
  {
    name: 'lost-retry',
    says: 'Grants that collided with others are taken for given.',
    file: 'shared/aws/grants.ts',
    from: 'left = again.map(({ grant }) => grant);',
    to: 'left = again.slice(0, 0).map(({ grant }) => grant);',
  },
  {
    name: 'reused-token',
    says: 'The second attempt of a profile query has the token of the first, so Athena answers with the old failure.',
    file: 'shared/runtime/profile-stages.ts',
    from: "String(part), failed?.queryExecutionId ?? ''",
    to: "String(part), ''",
  },
  {
    name: 'unchecked-link-target',
    says: 'A link that is there is kept wherever it leads.',
    file: 'shared/catalog/link-plan.ts',
    from: 'if (catalogId === target.catalogId && database === target.database) return',
    to: "if (catalogId !== '' && database !== '') return",
  },
  {
    name: 'wrong-window',
    says: 'A window settles in its middle, so that what changes in its second half is not seen.',
    file: 'shared/catalog/settle-window.ts',
    from: 'const due = Math.ceil((end + minute / 2) / minute) * minute;',
    to: 'const due = Math.ceil((end - length / 2 + minute / 2) / minute) * minute;',
  },
  {
    name: 'no-dedupe',
    says: 'The token of a run holds the time, so an attempt that is repeated starts a second execution.',
    file: 'shared/runtime/start-run.ts',
    from: 'token: requestId,',
    to: 'token: `${requestId}-${Date.now()}`,',
  },
  {
    name: 'missing-deadline',
    says: 'Nobody looks after a profile query whose event does not come.',
    file: 'shared/runtime/profile-stages.ts',
    from: "if (!ended) await awaitQuery(context, work, causationId, { wait: 'profile-query'",
    to: "if (!ended) void (0 && awaitQuery)(context, work, causationId, { wait: 'profile-query'",
  },
  {
    name: 'claim-kept',
    says: 'A finished run keeps the claim of its model.',
    file: 'functions/finish-retraining.ts',
    from: 'await releaseRun(bucket, model, requestId,',
    to: 'await (async (...given: unknown[]) => void [releaseRun, given])(bucket, model, requestId,',
  },
  {
    name: 'grant-widened',
    says: 'Every role of mesh.yml gets SELECT, whatever it asks for.',
    file: 'shared/catalog/grant-plan.ts',
    from: '({ principal: arn, permissions, access }))',
    to: '({ principal: arn, permissions: both, access }))',
  },
  {
    name: 'event-lost-on-retry',
    says: 'Data Product Linked is told only by the attempt that made the link.',
    file: 'functions/link-product.ts',
    from: '      await ensureLink(context, subscription, { catalogId, database, tables });',
    to: '      const known = await findLinks(context.mesh, context.environment.stage, [link]);\n      await ensureLink(context, subscription, { catalogId, database, tables });\n      if (known.length > 0) return;',
  },
  {
    name: 'stale-pointer',
    says: 'The pointer to the newest profile is written once and never moved.',
    file: 'shared/aws/profile-store.ts',
    from: 'if (found !== undefined && found.value.readAt > mine.readAt) return;',
    to: 'if (found !== undefined) return;',
  },
  {
    name: 'late-duplicate',
    says: 'An event of a change that is done profiles a newer version under the old change.',
    file: 'functions/profile-data.ts',
    from: 'newest.readAt >= windowEndOf(changeId)',
    to: 'newest.readAt >= windowEndOf(changeId) + Infinity',
  },
  {
    name: 'half-done-taken-over',
    says: 'A profile that is written but not yet told of counts as done, and another change makes it again.',
    file: 'shared/aws/profile-store.ts',
    from: '&& (await readWork(bucket, product, changeId)) === undefined;',
    to: '&& readWork !== undefined;',
  },
];
