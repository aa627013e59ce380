import type { DetailOf } from '../../events/contract.ts';
import type { subscriptionGrantCompleted } from '../../events/aws/datazone-asset.ts';
import type { Product } from '../../events/mesh/metadata.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { distinctProducts } from './product.ts';

/** The databases behind an asset of Amazon DataZone, as mesh.yml names them: its events know ids alone, no database and no table. */
export function productsOfAsset(mesh: Mesh, { metadata, data }: DetailOf<typeof subscriptionGrantCompleted>): readonly Product[] {
  const ids = [data.asset?.id, data.asset?.listingId, data.assetId, data.listingId];
  const behind = mesh.subscriptions.filter(
    ({ dataZone }) => dataZone?.domain === metadata.domain && dataZone.assets.some((asset) => ids.includes(asset)),
  );
  return distinctProducts(behind.map(({ database }) => ({ catalogId: mesh.central.account, database })));
}
