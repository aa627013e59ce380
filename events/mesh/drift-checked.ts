import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { tableEvent } from './event.ts';
import { reason } from './reason.ts';

export const level = z.lazy(() => z.enum(['none', 'possible', 'drift']));

const rows = z.lazy(() => z.int().check(z.nonnegative()));

/** A model's baseline was compared with the newest profile. Without a baseline nothing is compared: no columns, level `none`. */
export const driftChecked = tableEvent('drift-checked', 'Drift Checked', () =>
  z.object({
    model: text,
    subscription: text,
    level,
    rows: z.object({ current: rows, baseline: z.nullable(rows) }),
    /** The approved package whose training data is the baseline. */
    baselinePackageArn: z.nullable(text),
    /** Why a run is asked for, the most important first; none where nothing follows. */
    reasons: z.array(reason),
    columns: z.array(
      // JSON has no infinity: a score without bound is null, as is what could not be tested.
      z.object({ name: text, score: z.nullable(z.number()), threshold: z.nullable(z.number()), drifted: z.boolean() }),
    ),
    verdictUri: text,
  }),
);
