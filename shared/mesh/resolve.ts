import type { Authored, AuthoredModel, AuthoredSubscription } from './authored.ts';
import { durationSeconds } from './duration.ts';
import { isGlob } from './glob.ts';
import type { Access, Mesh, RetrainingSettings, Subscription } from './mesh.ts';
import { featureGroupName } from './features.ts';
import { linkName } from './names.ts';
import { featureGroupParameter } from './run-parameters.ts';
import { resolveDrift, resolvePrivacy } from './resolve-drift.ts';

type AuthoredRetraining = NonNullable<AuthoredSubscription['models']>[number]['retraining'];

/** Fills in the defaults of a valid `mesh.yml`. */
export function resolveMesh(authored: Authored): Mesh {
  return {
    central: { account: authored.central.account },
    consumer: { account: authored.consumer.account, region: authored.consumer.region },
    trustedAccounts: authored.trustedAccounts ?? [authored.central.account],
    access: { removalLimit: authored.access?.removalLimit ?? 0.2, delegated: authored.access?.delegated ?? false },
    subscriptions: authored.subscriptions.map((subscription) => resolveSubscription(subscription, authored.central.account)),
  };
}

function resolveSubscription(authored: AuthoredSubscription, central: string): Subscription {
  const tables = authored.tables ?? ['*'];
  const catalog = authored.catalog === central ? undefined : authored.catalog;
  const access = accessOf(authored.lfTags, tables);
  return {
    name: authored.name,
    ...(catalog !== undefined && { catalog }),
    database: authored.database,
    tables,
    ...(isGlob(authored.database) ? {} : { link: linkName({ link: authored.link, catalog }, authored.database) }),
    links: authored.links ?? 'database',
    hybridAccess: authored.hybridAccess ?? false,
    paused: authored.paused ?? false,
    access,
    roles: (authored.roles ?? []).map((role) => ({
      arn: role.arn,
      permissions: role.permissions ?? ['SELECT', 'DESCRIBE'],
      access: role.lfTags === undefined && role.tables === undefined ? access : accessOf(role.lfTags, role.tables ?? []),
    })),
    settleSeconds: durationSeconds(authored.settleWindow ?? '5m'),
    ...(authored.dataZone === undefined ? {} : { dataZone: authored.dataZone }),
    ...(authored.crawler === undefined ? {} : { crawler: authored.crawler }),
    drift: resolveDrift(authored.drift),
    ...(authored.profile?.maximumAge === undefined ? {} : { profileAgeSeconds: durationSeconds(authored.profile.maximumAge) }),
    privacy: resolvePrivacy(authored.privacy),
    models: (authored.models ?? []).map((model) => ({
      ...model,
      retraining: resolveRetraining(model.retraining),
      productionAccounts: model.productionAccounts ?? [],
      parameters: { ...parameterTexts(model.parameters ?? {}), ...(model.features && { [featureGroupParameter]: featureGroupName(model.name, model.features.columns) }) },
    })),
  };
}

function resolveRetraining(authored: AuthoredRetraining): RetrainingSettings {
  const { maximumAge, alarms = [], alarmCheck = '6h', cooldown, runsPerDay, instanceHoursPerMonth, instances = 1 } = authored ?? {};
  return {
    ...(maximumAge === undefined ? {} : { maximumAge: durationSeconds(maximumAge) }),
    alarms,
    alarmCheck: durationSeconds(alarmCheck),
    cooldown: cooldown === undefined ? 0 : durationSeconds(cooldown),
    ...(runsPerDay === undefined ? {} : { runsPerDay }),
    ...(instanceHoursPerMonth === undefined ? {} : { instanceHoursPerMonth }),
    instances,
  };
}

/** Lists as the pipelines' scripts read them: separated by commas, a dash for none, since SageMaker takes no empty text. */
function parameterTexts(parameters: NonNullable<AuthoredModel['parameters']>): Record<string, string> {
  const text = (value: (typeof parameters)[string]) => (Array.isArray(value) ? value.join(',') || '-' : String(value));
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, text(value)]));
}

function accessOf(lfTags: Readonly<Record<string, string[]>> | undefined, tables: string[]): Access {
  return lfTags === undefined ? { by: 'tables', tables } : { by: 'tags', lfTags };
}
