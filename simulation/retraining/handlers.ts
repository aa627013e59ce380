/** What the simulation bundles: the functions of the learning plane, with a mesh that is given to them. */
export { handler as checkDrift } from '../../functions/check-drift.ts';
export { handler as startRetraining } from '../../functions/start-retraining.ts';
export { handler as finishRetraining } from '../../functions/finish-retraining.ts';
export { handler as reviewModel } from '../../functions/review-model.ts';
export { provideMesh } from '../../shared/mesh/runtime.ts';
