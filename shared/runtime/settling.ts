import { dataProductSettled } from '../../events/mesh/data-product-settled.ts';
import { build } from '../../events/mesh/event.ts';
import type { Product } from '../../events/mesh/metadata.ts';
import { scheduleOnce } from '../aws/schedules.ts';
import { settleLength } from '../catalog/product.ts';
import { windowAt, type SettleWindow } from '../catalog/settle-window.ts';
import type { Context } from './context.ts';
import { following } from './sync-failed.ts';

/**
 * Asks for Data Product Settled after the window that is open now. Returns the window that surely settles after the change:
 * one that ended while it was asked for may have fired already, and then the next one is asked for too.
 */
export async function scheduleSettling(context: Context, product: Product, causationId: string): Promise<SettleWindow> {
  const window = windowAt(product, settleLength(context.mesh, product), context.now());
  const metadata = following(product, window.changeId, causationId, window.due);
  const event = build(dataProductSettled, { metadata, data: { windowEndedAt: new Date(window.end).toISOString() } });
  await scheduleOnce(context.environment, `settle-${window.changeId}`, window.due, event);
  return context.now() < window.end ? window : scheduleSettling(context, product, causationId);
}
