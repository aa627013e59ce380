import type { Authored, AuthoredSubscription } from './authored.ts';
import { checkDeployments } from './deployment-rules.ts';
import { checkDrift } from './drift-rules.ts';
import type { Finding } from './finding.ts';
import { checkLink, checkLinkCollisions } from './link-rules.ts';
import { checkModels } from './model-rules.ts';
import { checkRoles } from './role-rules.ts';

/** What is wrong between fields that are each well formed. */
export function checkMesh(mesh: Authored): Finding[] {
  return [
    ...checkAccounts(mesh),
    ...checkDeployments(mesh),
    ...checkCatalogs(mesh),
    ...mesh.subscriptions.flatMap((subscription, index) => [...checkLink(subscription, index), ...checkRoles(mesh, subscription, index), ...checkDrift(subscription, index)]),
    ...checkDelegated(mesh),
    ...checkModels(mesh.subscriptions),
    ...checkNames(mesh.subscriptions),
    ...checkLinkCollisions(mesh.central.account, mesh.subscriptions),
  ];
}

function checkAccounts({ central, consumer, trustedAccounts }: Authored): Finding[] {
  const findings: Finding[] = [];
  if (central.account === consumer.account) {
    findings.push({
      path: ['consumer', 'account'],
      problem: 'is the central account too',
      remedy: 'meshloop links what another account shares: name the account in which the models are trained.',
    });
  }
  if (trustedAccounts !== undefined && !trustedAccounts.includes(central.account)) {
    findings.push({
      path: ['trustedAccounts'],
      problem: `does not include the central account ${central.account}`,
      remedy: 'Add it: the shares that meshloop links come from there.',
    });
  }
  return findings;
}

/** Another catalog's changes reach nobody as events: reconcile finds them, and nothing is trained on them. */
function checkCatalogs({ central, trustedAccounts = [central.account], subscriptions }: Authored): Finding[] {
  return subscriptions.flatMap(({ catalog = central.account, models = [], crawler }, index) => {
    if (catalog === central.account) return [];
    const findings: Finding[] = [];
    const path = ['subscriptions', index];
    if (!trustedAccounts.includes(catalog)) {
      const remedy = 'Add it there, if shares of that account are to be accepted.';
      findings.push({ path: [...path, 'catalog'], problem: 'is not one of trustedAccounts', remedy });
    }
    if (models.length > 0 || crawler !== undefined) {
      const remedy = 'Register the data in the central catalog: only from there do changes arrive as events.';
      findings.push({ path: [...path, models.length > 0 ? 'models' : 'crawler'], problem: 'stands under another catalog than central’s', remedy });
    }
    return findings;
  });
}

/** What only a data lake administrator may do, or what our roles could not see of each other. */
function checkDelegated({ access, subscriptions }: Authored): Finding[] {
  if (access?.delegated !== true) return [];
  return subscriptions.flatMap(({ hybridAccess, links }, index): Finding[] => [
    ...(hybridAccess === true
      ? [{ path: ['subscriptions', index, 'hybridAccess'], problem: 'stands beside access.delegated', remedy: 'Only administrators opt principals in: leave it out, and have one opt the readers in (aws lakeformation create-lake-formation-opt-in).' }]
      : []),
    ...(links === 'tables'
      ? [{ path: ['subscriptions', index, 'links'], problem: 'is tables beside access.delegated', remedy: 'Use one link to the database: links to tables need rights on each of them that only an administrator gives.' }]
      : []),
  ]);
}

function checkNames(subscriptions: readonly AuthoredSubscription[]): Finding[] {
  return subscriptions.flatMap((subscription, index) => {
    const taken = subscriptions.slice(0, index).some((other) => other.name === subscription.name);
    const remedy = 'Give each subscription its own name: its reader role is named after it.';
    return taken ? [{ path: ['subscriptions', index, 'name'], problem: `"${subscription.name}" is taken`, remedy }] : [];
  });
}
