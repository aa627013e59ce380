import * as z from 'zod/mini';
import { contract, text } from '../contract.ts';

/** CloudFormation user guide, "Managing events using Amazon EventBridge": a stack changed its status. */
export const stackStatusChange = contract({
  id: 'stack-status-change',
  source: 'aws.cloudformation',
  detailType: 'CloudFormation Stack Status Change',
  detail: z.lazy(() => z.looseObject({ 'stack-id': text, 'status-details': z.looseObject({ status: text }) })),
});
