import { dataProductChanged } from '../../events/mesh/data-product-changed.ts';
import { build } from '../../events/mesh/event.ts';
import type { Product } from '../../events/mesh/metadata.ts';
import type { Context } from './context.ts';
import { publish } from './publish.ts';
import { scheduleSettling } from './settling.ts';
import { following } from './sync-failed.ts';

/** Has a product settle and tells the loop that it may have changed. `change` is AWS's word for what happened. */
export async function tellChanged(context: Context, product: Product, change: string, causationId: string): Promise<void> {
  const window = await scheduleSettling(context, product, causationId);
  const metadata = following(product, window.changeId, causationId, context.now());
  const data = { change, settlesAt: new Date(window.due).toISOString() };
  await publish(context.environment.busName, [build(dataProductChanged, { metadata, data })]);
}
