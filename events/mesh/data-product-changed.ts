import * as z from 'zod/mini';
import { moment, text } from '../contract.ts';
import { meshEvent } from './event.ts';

/** A product that a subscription follows may have changed. Published for each event about it. */
export const dataProductChanged = meshEvent('data-product-changed', 'Data Product Changed', () =>
  z.object({
    /** What AWS called it: `UpdateTable`, `GrantPermissions`, … */
    change: text,
    settlesAt: moment,
  }),
);
