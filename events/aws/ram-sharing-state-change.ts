import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/** A resource share changed; only these two fields are documented (AWS RAM user guide, "Monitoring AWS RAM using EventBridge"). */
export const ramSharingStateChange = contract({
  id: 'ram-sharing-state-change',
  source: 'aws.ram',
  detailType: 'Resource Sharing State Change',
  detail: z.lazy(() => z.looseObject({ event: text, status: text })),
});
