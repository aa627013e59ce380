import * as z from 'zod/mini';
import { contract, type Contract, type DetailOf } from '../contract.ts';
import { metadataOf, product, tableProduct } from './metadata.ts';

/** The source of all events of ours. */
export const meshSource = 'meshloop';

/** A contract of ours about a product. */
export function meshEvent<const DetailType extends string, Data extends z.ZodMiniType>(
  id: string,
  detailType: DetailType,
  data: () => Data,
) {
  const detail = z.lazy(() => z.object({ metadata: metadataOf(product), data: data() }));
  return contract({ id, source: meshSource, detailType, detail });
}

/** A contract of ours about one table. */
export function tableEvent<const DetailType extends string, Data extends z.ZodMiniType>(
  id: string,
  detailType: DetailType,
  data: () => Data,
) {
  const detail = z.lazy(() => z.object({ metadata: metadataOf(tableProduct), data: data() }));
  return contract({ id, source: meshSource, detailType, detail });
}

/** One event to put on the mesh bus. */
export interface Entry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
}

/** Builds the event that the contract describes. Throws when the detail does not follow it. */
export function build<C extends Contract>(of: C, detail: DetailOf<C>): Entry {
  return { source: of.source, detailType: of.detailType, detail: JSON.stringify(of.detail.parse(detail)) };
}
