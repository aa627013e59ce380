import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { meshEvent } from './event.ts';

/** The link database of a subscription points to the product's database. */
export const dataProductLinked = meshEvent('data-product-linked', 'Data Product Linked', () =>
  z.object({ subscription: text, link: text }),
);
