import { build } from '../../events/mesh/event.ts';
import { reconcileRequested } from '../../events/mesh/reconcile-requested.ts';
import { hashOf, isRemoval, type Action, type Finding } from '../../shared/access/action.ts';
import { planAccess } from '../../shared/access/plan.ts';
import type { RefusedGrant } from '../../shared/aws/grants.ts';
import type { Place } from '../../shared/aws/receipts.ts';
import type { Deleter } from '../../shared/aws/unlink.ts';
import { ownRoles } from '../../shared/runtime/access.ts';
import type { Context } from '../../shared/runtime/context.ts';
import { giveAll } from '../../shared/runtime/giving.ts';
import { lookAtMesh, placeKey, placesOf, toProve } from '../../shared/runtime/look-at-mesh.ts';
import { publish } from '../../shared/runtime/publish.ts';
import { planPlace } from '../../shared/runtime/plan-place.ts';
import { take } from '../../shared/runtime/taking.ts';

/** What reconcile would do to the whole mesh at once: what it plans for all, and for each of its parts. */
export interface WholePlan {
  readonly actions: readonly Action[];
  /** Removals that wait for a person's word. The hash is the one that reconcile tells. */
  readonly held?: { readonly actions: readonly Action[]; readonly hash: string; readonly reason: string };
  readonly findings: readonly Finding[];
  /** Identifies everything above, what is held back too. */
  readonly hash: string;
  /** Shared databases that get something: access to them is to be proved. */
  readonly given: readonly Place[];
}

export async function planWhole(context: Context): Promise<WholePlan> {
  const { mesh, environment } = context;
  const { shared, state } = await lookAtMesh(context);
  const roles = ownRoles(environment);
  const plan = planAccess(mesh, roles, state);
  const tags = plan.actions.filter(({ do: what }) => what === 'grant');
  const givings: Action[] = [...tags];
  const removals: Action[] = [];
  const findings: Finding[] = [...plan.findings];
  const proved = toProve(context, shared, tags);
  const given: Place[] = [];
  for (const place of await placesOf(context, shared, true)) {
    const part = (await planPlace(context, place, true)).plan;
    const gives = part.actions.filter((action) => !isRemoval(action));
    if (gives.length > 0 || proved.has(placeKey(place))) given.push(place);
    givings.push(...gives);
    removals.push(...part.actions.filter(isRemoval));
    findings.push(...part.findings);
  }
  // As reconcile does: while links wait for a person, nothing at all is taken.
  const all = [...removals, ...(plan.held?.actions ?? plan.actions.filter(isRemoval))];
  return {
    actions: plan.held === undefined ? [...givings, ...all] : givings,
    ...(plan.held !== undefined && { held: { ...plan.held, actions: all } }),
    findings: [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()],
    hash: hashOf([...givings, ...all]),
    given,
  };
}

/** Carries out a plan by the code that reconcile carries its own out with. What is held back goes only where `accepted` has its hash. */
export async function carryOut(context: Context, plan: WholePlan, deleter: Deleter, accepted: readonly string[]): Promise<readonly RefusedGrant[]> {
  const released = plan.held !== undefined && accepted.includes(plan.held.hash) ? plan.held.actions : [];
  const { refused } = await giveAll(context, plan.actions);
  const [kept] = await take(context.environment.bucket, deleter, [...plan.actions, ...released]);
  // Reconcile, with the clock of the deployment, has the query that proves access follow.
  const event = build(reconcileRequested, { data: { reason: 'person', places: [...plan.given], removals: false, prove: true } });
  if (plan.given.length > 0) await publish(context.environment.busName, [event]);
  if (kept !== undefined) throw kept.error;
  return refused;
}
