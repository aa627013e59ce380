import * as z from 'zod/mini';
import { BadEvent } from '../events/bad-event.ts';
import { readDetails, readRows } from '../shared/aws/product-rows.ts';
import { deployedMesh } from '../shared/mesh/runtime.ts';
import { description } from '../shared/widget/description.ts';
import { draw } from '../shared/widget/draw.ts';
import { worstFirst } from '../shared/widget/row.ts';

/** What the dashboard asks for; it sends more (CloudWatch user guide, "Details about custom widgets"). */
const request = z.looseObject({
  describe: z.optional(z.boolean()),
  /** From 1; one beyond the last is the last. */
  page: z.optional(z.int().check(z.positive())),
  /** At most 50: each row reads its verdict. */
  perPage: z.optional(z.int().check(z.positive(), z.maximum(50))),
  widgetContext: z.optional(
    z.looseObject({ theme: z.optional(z.string()), params: z.optional(z.looseObject({ perPage: z.optional(z.int().check(z.positive(), z.maximum(50))) })) }),
  ),
});

const environment = z.object({ STAGE: z.string(), BUCKET: z.string(), AWS_REGION: z.string() });

const usualRows = 12;

/**
 * The dashboard's custom widget: the state of each product and its latest drift, the worst first. Answers HTML, or what the widget is
 * as Markdown. Called by the console with the viewer's rights; reads and changes nothing.
 */
export async function handler(event: unknown, { invokedFunctionArn: endpoint }: { readonly invokedFunctionArn: string }): Promise<string> {
  const { data: asked, error } = request.safeParse(event);
  if (error !== undefined) throw new BadEvent(error.issues);
  if (asked.describe === true) return description;
  const { STAGE: stage, BUCKET: bucket, AWS_REGION: region } = environment.parse(process.env);
  const mesh = deployedMesh();
  const rows = worstFirst(await readRows(mesh, bucket));
  const perPage = asked.perPage ?? asked.widgetContext?.params?.perPage ?? usualRows;
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const page = Math.min(asked.page ?? 1, pages);
  const shown = await readDetails(mesh, bucket, rows.slice((page - 1) * perPage, page * perPage));
  const theme = asked.widgetContext?.theme === 'dark' ? 'dark' : 'light';
  return draw({ rows: shown, page, pages, total: rows.length }, { theme, region, stage, bucket, endpoint });
}
