import type { Bug } from '../bugs/bug.ts';

/** Mistakes that this simulation has to find; some of them are those of others' pipelines. */
export const bugs: readonly Bug[] = [
  {
    name: 'no-claim',
    says: 'A run begins although another one of the model is under way.',
    file: 'shared/aws/runs.ts',
    from: "answer = current.run !== null ? { kind: 'taken', run: current.run } : hold",
    to: 'answer = hold',
  },
  {
    name: 'random-token',
    says: 'The token of a run is a random one, so an attempt that is repeated starts a second execution.',
    file: 'shared/runtime/start-run.ts',
    from: 'token: requestId,',
    to: 'token: crypto.randomUUID(),',
  },
  {
    name: 'no-settling',
    says: 'At the end of a run nobody looks what came while it was under way.',
    file: 'functions/finish-retraining.ts',
    from: "import { settleModel } from '../shared/runtime/settle-model.ts';",
    to: 'const settleModel = async (...given: unknown[]): Promise<unknown> => given;',
  },
  {
    name: 'unreadable-baseline',
    says: 'A baseline that cannot be read is taken for none, and leads to a first training.',
    file: 'shared/retraining/baseline.ts',
    from: "? { kind: 'unreadable', package: approved }",
    to: "? { kind: 'no package' }",
  },
  {
    name: 'hold-forgotten',
    says: 'A run that is held back is never looked at again.',
    file: 'shared/runtime/hold-back.ts',
    from: "await lookAtModel(context, metadata, causationId, model, 'held run', until);",
    to: 'void lookAtModel;',
  },
  {
    name: 'end-not-looked-for',
    says: 'The end of a run is known only from its event, which may be lost.',
    file: 'functions/start-retraining.ts',
    from: 'await setDeadline(context, metadata, causationId, wait);',
    to: 'void setDeadline;',
  },
  {
    name: 'cooldown-ignored',
    says: 'Cooldown and budget are checked against nothing.',
    file: 'shared/aws/runs.ts',
    from: 'const hold = admit(settings, starts, now);',
    to: 'const hold = admit(settings, [], now);',
  },
  {
    name: 'order-dropped',
    says: 'A person’s order counts as served by whatever run ends next.',
    file: 'shared/retraining/settle-plan.ts',
    from: 'Date.parse(metadata.occurredAt) < run.claimedAt,',
    to: 'Date.parse(metadata.occurredAt) > 0 && run.claimedAt > 0,',
  },
  {
    name: 'stale-request',
    says: 'A request is run as it was made, however late it comes.',
    file: 'functions/start-retraining.ts',
    from: 'await isStillNeeded(context, request)',
    to: '(isStillNeeded, true)',
  },
  {
    name: 'approval-forgotten',
    says: 'What follows from an approval whose event is lost is never found.',
    file: 'shared/runtime/reconcile-open.ts',
    from: "(looks === 'daily' && !isHeld && isDailyLook(model, context.now()))",
    to: "(looks === 'daily' && !isHeld && isDailyLook(model, 0) && !isDailyLook(model, 0))",
  },
  {
    name: 'other-table-overlooked',
    says: 'Only the first of the tables that a model learns from is looked at again.',
    file: 'shared/runtime/settle-model.ts',
    from: '  return [own, ...others];',
    to: '  return [own, ...others.slice(0, 0)];',
  },
];
