import { glueDatabaseStateChange } from '../events/aws/glue-database-state-change.ts';
import { glueTableStateChange } from '../events/aws/glue-table-state-change.ts';
import { lakeFormationCall } from '../events/aws/lake-formation-call.ts';
import type { EventOf } from '../events/contract.ts';
import { dataProductChanged } from '../events/mesh/data-product-changed.ts';
import { build } from '../events/mesh/event.ts';
import type { Product } from '../events/mesh/metadata.ts';
import { distinctProducts, subscriptionsOf } from '../shared/catalog/product.ts';
import { productsOfDatabaseChange, productsOfTableChange } from '../shared/catalog/glue-change.ts';
import { productsOfCall } from '../shared/catalog/lake-formation-change.ts';
import { isOwnCall, isOwnLink } from '../shared/catalog/loop-guard.ts';
import type { Context } from '../shared/runtime/context.ts';
import { centralAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';
import { publish } from '../shared/runtime/publish.ts';
import { scheduleSettling } from '../shared/runtime/settling.ts';
import { following } from '../shared/runtime/sync-failed.ts';

type Change = EventOf<typeof glueDatabaseStateChange | typeof glueTableStateChange | typeof lakeFormationCall>;

/** Notices what changed in the central catalog, and has each product settle. */
export const handler = handle(
  { on: [glueDatabaseStateChange, glueTableStateChange, lakeFormationCall], from: centralAccount },
  async (event, context) => {
    const products = changedProducts(event, context);
    logger.info('noticed', { products });
    for (const product of products) {
      const window = await scheduleSettling(context, product, event.id);
      const metadata = following(product, window.changeId, event.id, context.now());
      const data = { change: changeOf(event), settlesAt: new Date(window.due).toISOString() };
      await publish(context.environment.busName, [build(dataProductChanged, { metadata, data })]);
    }
  },
);

function changedProducts(event: Change, { mesh, environment }: Context): readonly Product[] {
  if (event['detail-type'] === lakeFormationCall.detailType && isOwnCall(event.detail, mesh.consumer.account, environment.stage)) return [];
  const followed = hintedProducts(event, mesh).filter((product) => !isOwnLink(mesh, product) && subscriptionsOf(mesh, product).length > 0);
  return distinctProducts(followed);
}

function hintedProducts(event: Change, mesh: Context['mesh']): readonly Product[] {
  switch (event['detail-type']) {
    case glueDatabaseStateChange.detailType:
      return productsOfDatabaseChange(event.account, event.detail);
    case glueTableStateChange.detailType:
      return productsOfTableChange(event.account, event.detail);
    case lakeFormationCall.detailType:
      return productsOfCall(mesh, event.detail);
  }
}

function changeOf(event: Change): string {
  return event['detail-type'] === lakeFormationCall.detailType ? event.detail.eventName : event.detail.typeOfChange;
}
