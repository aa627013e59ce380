import * as z from 'zod/mini';
import { metricsOf, type MetricQuery } from './metrics-array.ts';

/** A dashboard's widget as it is drawn here. Sizes are units of CloudWatch's grid of 24 columns. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly widget: Widget;
}

export type Widget =
  | { readonly kind: 'metric'; readonly title: string; readonly queries: readonly MetricQuery[]; readonly view: MetricView; readonly stacked: boolean; readonly period: number; readonly wholeRange: boolean; readonly lines: readonly Line[]; readonly from: number | undefined; readonly unit: string }
  | { readonly kind: 'log'; readonly title: string; readonly query: string; readonly view: LogView }
  | { readonly kind: 'text'; readonly markdown: string }
  | { readonly kind: 'alarm'; readonly title: string; readonly arns: readonly string[] }
  | { readonly kind: 'custom'; readonly title: string; readonly endpoint: string; readonly params: unknown }
  /** What the console cannot draw, and why. */
  | { readonly kind: 'unknown'; readonly title: string; readonly why: string };

export type MetricView = 'timeSeries' | 'singleValue' | 'bar' | 'pie' | 'table';
export type LogView = 'table' | 'bar' | 'pie' | 'timeSeries';

/** A horizontal annotation. */
export interface Line {
  readonly label: string;
  readonly value: number;
}

export interface Dashboard {
  /** ISO 8601 duration before now, or a moment; undefined where the body says none. */
  readonly start: string | undefined;
  readonly widgets: readonly Placed[];
}

// CloudWatch API reference, "Dashboard body structure and syntax".
const place = z.looseObject({
  type: z.string(),
  x: z._default(z.number(), 0),
  y: z._default(z.number(), 0),
  width: z._default(z.number(), 6),
  height: z._default(z.number(), 6),
  properties: z._default(z.looseObject({}), {}),
});

const body = z.looseObject({ start: z.optional(z.string()), widgets: z.array(place) });

const metricProperties = z.looseObject({
  title: z._default(z.string(), ''),
  metrics: z.array(z.array(z.unknown())),
  view: z._default(z.enum(['timeSeries', 'singleValue', 'bar', 'pie', 'table']), 'timeSeries'),
  stacked: z._default(z.boolean(), false),
  period: z._default(z.number(), 300),
  stat: z._default(z.string(), 'Average'),
  setPeriodToTimeRange: z._default(z.boolean(), false),
  annotations: z.optional(z.looseObject({ horizontal: z.optional(z.array(z.looseObject({ label: z._default(z.string(), ''), value: z.number() }))) })),
  yAxis: z.optional(z.looseObject({ left: z.optional(z.looseObject({ min: z.optional(z.number()), label: z.optional(z.string()) })) })),
});

const logProperties = z.looseObject({ title: z._default(z.string(), ''), query: z.string(), view: z._default(z.enum(['table', 'bar', 'pie', 'timeSeries']), 'table') });
const textProperties = z.looseObject({ markdown: z.string() });
const alarmProperties = z.looseObject({ title: z._default(z.string(), ''), alarms: z.array(z.string()) });
const customProperties = z.looseObject({ title: z._default(z.string(), ''), endpoint: z.string(), params: z.optional(z.unknown()) });

/** The widgets in reading order. What is not understood becomes a widget that says so. Throws where the body is no dashboard at all. */
export function readBody(text: string): Dashboard {
  const { start, widgets } = body.parse(JSON.parse(text));
  const placed = widgets.map(({ x, y, width, height, type, properties }): Placed => ({ x, y, width, height, widget: widgetOf(type, properties) }));
  return { start, widgets: placed.toSorted((a, b) => a.y - b.y || a.x - b.x) };
}

function widgetOf(type: string, properties: Record<string, unknown>): Widget {
  try {
    return understood(type, properties);
  } catch (error) {
    const why = error instanceof z.core.$ZodError ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') : error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', title: titleOf(properties) || type, why: `The console does not draw this ${type} widget. ${why}` };
  }
}

function understood(type: string, properties: Record<string, unknown>): Widget {
  switch (type) {
    case 'metric': {
      const { title, metrics, view, stacked, period, stat, setPeriodToTimeRange, annotations, yAxis } = metricProperties.parse(properties);
      const lines = (annotations?.horizontal ?? []).map(({ label, value }) => ({ label, value }));
      return { kind: 'metric', title, queries: metricsOf(metrics, { period, stat }), view, stacked, period, wholeRange: setPeriodToTimeRange, lines, from: yAxis?.left?.min, unit: yAxis?.left?.label ?? '' };
    }
    case 'log': {
      const { title, query, view } = logProperties.parse(properties);
      return { kind: 'log', title, query, view };
    }
    case 'text':
      return { kind: 'text', markdown: textProperties.parse(properties).markdown };
    case 'alarm': {
      const { title, alarms } = alarmProperties.parse(properties);
      return { kind: 'alarm', title, arns: alarms };
    }
    case 'custom': {
      const { title, endpoint, params } = customProperties.parse(properties);
      return { kind: 'custom', title, endpoint, params };
    }
    default:
      return { kind: 'unknown', title: titleOf(properties) || type, why: `The console does not draw widgets of the type ${type}.` };
  }
}

function titleOf({ title }: Record<string, unknown>): string {
  return typeof title === 'string' ? title : '';
}
