import * as z from 'zod/mini';
import { catalogName, contract } from '../contract.ts';

/** A crawler started or ended (EventBridge user guide, "AWS Glue events"). Counts are text; a failed crawl has none. */
export const glueCrawlerStateChange = contract({
  id: 'glue-crawler-state-change',
  source: 'aws.glue',
  detailType: 'Glue Crawler State Change',
  detail: z.lazy(() =>
    z.looseObject({
      crawlerName: catalogName,
      state: z.enum(['Started', 'Succeeded', 'Failed']),
      errorMessage: z.optional(z.string()),
      completionDate: z.optional(z.string()),
    }),
  ),
});
