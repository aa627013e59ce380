import * as z from 'zod/mini';
import { text } from '../contract.ts';
import { tableEvent } from './event.ts';

/** A version of the data that differs from the one before has a profile. */
export const dataProfiled = tableEvent('data-profiled', 'Data Profiled', () =>
  z.object({
    subscription: text,
    link: text,
    rows: z.int().check(z.nonnegative()),
    /** Equal for equal counts. */
    digest: text,
    profileUri: text,
  }),
);
