import type { AuthoredModel, AuthoredSubscription } from './authored.ts';
import type { Finding } from './finding.ts';
import { addedByFeatureStore, ownFeatures } from './features.ts';
import { featureGroupParameter, runParameterNames } from './run-parameters.ts';
import { isGlob, matchesGlob } from './glob.ts';

/** Models of all subscriptions: each with its own name and group, on a table that its subscription follows. */
export function checkModels(subscriptions: readonly AuthoredSubscription[]): Finding[] {
  const models = subscriptions.flatMap((subscription, index) =>
    (subscription.models ?? []).map((model, position) => ({ ...model, subscription, path: ['subscriptions', index, 'models', position] })),
  );
  return models.flatMap((model, at) => {
    const earlier = models.slice(0, at);
    const findings: Finding[] = [];
    if (earlier.some((other) => other.name === model.name)) {
      const remedy = 'Give each model of the mesh its own name.';
      findings.push({ path: [...model.path, 'name'], problem: `"${model.name}" is taken`, remedy });
    }
    if (earlier.some((other) => other.modelPackageGroup === model.modelPackageGroup)) {
      const remedy = 'Give each model its own group: the latest approved package of the group is its baseline.';
      const problem = `"${model.modelPackageGroup}" belongs to another model`;
      findings.push({ path: [...model.path, 'modelPackageGroup'], problem, remedy });
    }
    if (isGlob(model.table)) {
      findings.push({ path: [...model.path, 'table'], problem: 'is a glob', remedy: 'Name the one table that the model is trained on.' });
    } else if (!(model.subscription.tables ?? ['*']).some((pattern) => matchesGlob(pattern, model.table))) {
      const remedy = 'Add it to the tables of the subscription, or correct the name.';
      findings.push({ path: [...model.path, 'table'], problem: `"${model.table}" is not followed by the subscription`, remedy });
    }
    findings.push(...checkOtherTables(model));
    for (const name of Object.keys(model.parameters ?? {})) {
      if (name === featureGroupParameter || runParameterNames.some((own) => own === name)) {
        const remedy = 'Leave it out: every run gets it from what it is started for.';
        findings.push({ path: [...model.path, 'parameters', name], problem: 'is given by meshloop', remedy });
      }
    }
    for (const name of Object.keys(model.features?.columns ?? {})) {
      if (!Object.hasOwn(ownFeatures, name) && !addedByFeatureStore.some((added) => added === name)) continue;
      const remedy = `Leave it out, or rename the column in a view: every record has ${[...Object.keys(ownFeatures), ...addedByFeatureStore].join(', ')} of its own.`;
      findings.push({ path: [...model.path, 'features', 'columns', name], problem: 'is a name that every record has', remedy });
    }
    if (model.table.includes('"') || model.subscription.database.includes('"')) {
      const remedy = 'Rename it in the catalog: the pipeline’s query could not name it safely.';
      findings.push({ path: [...model.path, 'table'], problem: 'has a double quote in its name or in its database’s', remedy });
    }
    if (isGlob(model.subscription.database)) {
      const remedy = 'Give the model a subscription of its own with the name of its database.';
      findings.push({ path: model.path, problem: 'stands under a database glob', remedy });
    }
    return findings;
  });
}

type PlacedModel = AuthoredModel & { readonly subscription: AuthoredSubscription; readonly path: readonly (string | number)[] };

function checkOtherTables({ otherTables = [], table: main, subscription, path }: PlacedModel): Finding[] {
  return otherTables.flatMap((table, index): Finding[] => {
    const place = [...path, 'otherTables', index];
    if (isGlob(table)) return [{ path: place, problem: 'is a glob', remedy: 'Name each table that the pipeline reads.' }];
    if (table === main || otherTables.indexOf(table) < index) return [{ path: place, problem: `"${table}" is named already`, remedy: 'Leave it out.' }];
    if ((subscription.tables ?? ['*']).some((pattern) => matchesGlob(pattern, table))) return [];
    return [{ path: place, problem: `"${table}" is not followed by the subscription`, remedy: 'Add it to the tables of the subscription, or correct the name.' }];
  });
}
