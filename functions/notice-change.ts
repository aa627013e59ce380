import type { CallRecord } from '../events/aws/cloudtrail-call.ts';
import { glueDatabaseStateChange } from '../events/aws/glue-database-state-change.ts';
import { glueTableStateChange } from '../events/aws/glue-table-state-change.ts';
import { lakeFormationCall } from '../events/aws/lake-formation-call.ts';
import type { EventOf } from '../events/contract.ts';
import type { Product } from '../events/mesh/metadata.ts';
import { distinctProducts, settleLength, subscriptionsOf } from '../shared/catalog/product.ts';
import { productsOfDatabaseChange, productsOfTableChange } from '../shared/catalog/glue-change.ts';
import { directShares, leftToIam, productsOfCall } from '../shared/catalog/lake-formation-change.ts';
import { isOwnCall, isOwnLink } from '../shared/catalog/loop-guard.ts';
import { windowAt } from '../shared/catalog/settle-window.ts';
import { tellChanged } from '../shared/runtime/changed.ts';
import type { Context } from '../shared/runtime/context.ts';
import { reportFindings } from '../shared/runtime/findings.ts';
import { centralAccount, handle } from '../shared/runtime/handler.ts';
import { logger } from '../shared/runtime/log.ts';

type Change = EventOf<typeof glueDatabaseStateChange | typeof glueTableStateChange | typeof lakeFormationCall>;

/** Notices what changed in the central catalog, and has each product settle. */
export const handler = handle(
  { on: [glueDatabaseStateChange, glueTableStateChange, lakeFormationCall], from: centralAccount },
  async (event, context) => {
    const products = changedProducts(event, context);
    logger.info('noticed', { products });
    for (const product of products) await tellChanged(context, product, changeOf(event), event.id);
    if (event['detail-type'] === lakeFormationCall.detailType) await reportShares(context, event.detail, event.id);
  },
);

/** Nobody here can link what only a single principal sees, or narrow what IAM decides on: a person there has to grant it otherwise. */
async function reportShares(context: Context, call: CallRecord, causationId: string): Promise<void> {
  const { mesh } = context;
  for (const { principal, product } of directShares(mesh, call).filter((direct) => subscriptionsOf(mesh, direct.product).length > 0)) {
    const { changeId } = windowAt(product, settleLength(mesh, product), context.now());
    const { central, consumer } = mesh;
    const problem = `is shared straight with ${principal}, so that the data lake administrators of ${consumer.account} do not see it`;
    const remedy = `In account ${central.account}, grant it to the account ${consumer.account} with the grant option, and revoke it from the principal.`;
    await reportFindings(context, { product, changeId }, causationId, [{ kind: 'SharedDirectly', about: product.database, problem, remedy }]);
  }
  for (const product of leftToIam(mesh, call).filter((each) => subscriptionsOf(mesh, each).length > 0)) {
    const { changeId } = windowAt(product, settleLength(mesh, product), context.now());
    const about = [product.database, product.table].filter((part) => part !== undefined).join('.');
    const problem = `IAMAllowedPrincipals was granted permissions on it in ${mesh.central.account}: whoever IAM lets in reads it, and sharing it anew is refused`;
    const remedy = `In account ${mesh.central.account}, revoke IAMAllowedPrincipals there, or register the location in hybrid access mode and set hybridAccess in mesh.yml.`;
    await reportFindings(context, { product, changeId }, causationId, [{ kind: 'LeftToIam', about, problem, remedy }]);
  }
}

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
