import * as z from 'zod/mini';

/** Why a model gets a run. `person`: somebody ordered it. */
export const reason = z.lazy(() => z.enum(['first training', 'drift', 'schema change', 'growth', 'shrinkage', 'staleness', 'alarm', 'person']));
