import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { tableEvent } from './event.ts';

/** A profile, or the data itself, is as old as a subscription allows: somebody should look. Put by a one-time schedule. */
export const dataAged = tableEvent('data-aged', 'Data Aged', () => z.object({ subscription: text, link: text }));
