import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { tableEvent } from './event.ts';

/** The catalog shows the settled change of a table; where the subscription has a crawler, that has ended. */
export const catalogRefreshed = tableEvent('catalog-refreshed', 'Catalog Refreshed', () =>
  z.object({ subscription: text, link: text, crawler: z.optional(text) }),
);
