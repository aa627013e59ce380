import { assetSchemaChanged, newAssetVersionAvailable, subscriptionGrantCompleted } from '../events/aws/datazone-asset.ts';
import { productsOfAsset } from '../shared/catalog/datazone-change.ts';
import { tellChanged } from '../shared/runtime/changed.ts';
import { centralAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';

/** The second front door: what Amazon DataZone says of an asset that mesh.yml names starts the same loop as a change in central. */
export const handler = handle(
  { on: [subscriptionGrantCompleted, assetSchemaChanged, newAssetVersionAvailable], from: centralAccount },
  async (event, context) => {
    const products = productsOfAsset(context.mesh, event.detail);
    logger.info('noticed', { products });
    for (const product of products) await tellChanged(context, product, event['detail-type'], event.id);
  },
);
