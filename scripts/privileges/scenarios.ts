/** A test file whose scenarios play on the packaged stacks, and what they are about. */
export interface Scenario {
  readonly file: string;
  readonly about: string;
}

/** In this order: the first that needs a permission is named for it in docs/security.md. */
export const scenarios: readonly Scenario[] = [
  { file: 'test/loop/loop.test.ts', about: 'the loop, from registration to retrained model' },
  { file: 'test/loop/partitions.deep.ts', about: 'a table that grows by partitions' },
  { file: 'test/loop/age.deep.ts', about: 'data that grows old' },
  { file: 'test/loop/events.deep.ts', about: 'events lost, doubled, late; deadlines reached' },
  { file: 'test/loop/privacy.test.ts', about: 'private columns' },
  { file: 'test/loop/verdicts.deep.ts', about: 'verdicts' },
  { file: 'test/loop/bad-input.test.ts', about: 'bad data and bad events' },
  { file: 'test/loop/alarms.test.ts', about: 'alarms' },
  { file: 'test/functions/retraining.deep.ts', about: 'orders, reviews, approvals, failed and held runs' },
  { file: 'test/functions/crawler.test.ts', about: 'a crawler' },
  { file: 'test/functions/datazone.test.ts', about: 'Amazon DataZone' },
  { file: 'test/functions/access.test.ts', about: 'access that is lost' },
  { file: 'test/access/reconcile.deep.ts', about: 'reconcile: repair, removal' },
  { file: 'test/access/hourly.deep.ts', about: 'the hourly look at what can be read' },
  { file: 'test/access/open-queries.test.ts', about: 'queries that nobody told the end of' },
  { file: 'test/access/hybrid.test.ts', about: 'hybrid access mode' },
  { file: 'test/access/limits.test.ts', about: 'limits of grants' },
  { file: 'test/privileges/rare.deep.ts', about: 'what goes wrong twice' },
  { file: 'test/access/delegated.deep.ts', about: 'delegated access' },
  { file: 'test/functions/several-tables.deep.ts', about: 'a model of several tables' },
  { file: 'test/pitfalls/shares.test.ts', about: 'invitations' },
  { file: 'test/pitfalls/links.test.ts', about: 'links' },
  { file: 'test/pitfalls/grants.test.ts', about: 'grants' },
  { file: 'test/pitfalls/crawlers.test.ts', about: 'crawlers that fail' },
  { file: 'test/pitfalls/events.test.ts', about: 'events that fail' },
  { file: 'test/audit/audit-access.test.ts', about: 'the audit' },
  { file: 'test/redrive/redrive.test.ts', about: 'dead letters' },
  { file: 'test/dashboard/dashboard.test.ts', about: 'the dashboard' },
  { file: 'test/dashboard/dashboard.deep.ts', about: 'the dashboard after a run' },
  { file: 'test/pipelines/published.test.ts', about: 'the scripts of the pipelines' },
  { file: 'test/pipelines/models.test.ts', about: 'models by command' },
];
