import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/**
 * The members that matter here. AWS publishes the names of these events (EventBridge reference, "Amazon DataZone events") but no
 * sample: which member holds the asset's id was seen in public code that reads them, and the samples are constructed from that.
 */
const detail = z.lazy(() =>
  z.looseObject({
    metadata: z.looseObject({ domain: text }),
    data: z.looseObject({
      asset: z.optional(z.looseObject({ id: z.optional(z.string()), listingId: z.optional(z.string()) })),
      assetId: z.optional(z.string()),
      listingId: z.optional(z.string()),
    }),
  }),
);

/** Amazon DataZone (SageMaker Unified Studio) has given a project access to an asset. The sample is constructed. */
export const subscriptionGrantCompleted = contract({
  id: 'datazone-subscription-grant-completed',
  source: 'aws.datazone',
  detailType: 'Subscription Grant Completed',
  detail,
});

/** The columns of an asset changed. The sample is constructed. */
export const assetSchemaChanged = contract({
  id: 'datazone-asset-schema-changed',
  source: 'aws.datazone',
  detailType: 'Asset Schema Changed',
  detail,
});

/** An asset has a new version in the catalog of Amazon DataZone. The sample is constructed. */
export const newAssetVersionAvailable = contract({
  id: 'datazone-new-asset-version-available',
  source: 'aws.datazone',
  detailType: 'New Asset Version Available',
  detail,
});
