import type { Mesh, RetrainingSettings, Subscription } from '../../../shared/mesh/mesh.ts';

/** A subscription with defaults, for tests. */
export function subscription(given: Partial<Subscription> & Pick<Subscription, 'name' | 'database'>): Subscription {
  return {
    tables: ['*'],
    access: { by: 'tags', lfTags: { domain: ['credit'] } },
    links: 'database',
    hybridAccess: false,
    paused: false,
    roles: [],
    settleSeconds: 300,
    drift: { multivariate: false, ignore: [], critical: [], columns: {}, consequences: {} },
    privacy: { columns: [], minimumCount: 10, maskValues: false },
    models: [],
    ...given,
  };
}

/** Only drift leads to runs, as many as there are. */
export const unlimited: RetrainingSettings = { alarms: [], alarmCheck: 21_600, cooldown: 0, instances: 1 };

export const creditRisk = subscription({
  name: 'credit-risk',
  database: 'credit_risk',
  link: 'rl_credit_risk',
  models: [{ name: 'credit-risk', table: 'applications', pipeline: 'credit-risk', modelPackageGroup: 'credit-risk', retraining: unlimited, productionAccounts: [], parameters: {} }],
});

export function meshOf(...subscriptions: readonly Subscription[]): Mesh {
  return {
    central: { account: '111111111111' },
    consumer: { account: '222222222222', region: 'eu-central-1' },
    trustedAccounts: ['111111111111'],
    access: { removalLimit: 0.2, delegated: false },
    subscriptions: [...subscriptions],
  };
}
