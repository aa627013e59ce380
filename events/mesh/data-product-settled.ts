import * as z from 'zod/mini';
import { moment } from '../contract.ts';
import { meshEvent } from './event.ts';

/** A settle window with at least one change has ended. Put by a one-time schedule. */
export const dataProductSettled = meshEvent('data-product-settled', 'Data Product Settled', () => z.object({ windowEndedAt: moment }));
