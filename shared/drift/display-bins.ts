import { equalEdges, histogram } from './histogram-edges.ts';
import { pairCategories, pairNumbers } from './sample.ts';
import type { NumberSample, Sample } from './sample.ts';
import type { Distribution } from './verdict.ts';

const bins = 20;
const categories = 12;

/** Counts for a picture: each of up to twenty numbers, else twenty equal bins over both samples, or the most frequent categories and the rest. */
export function displayBins(reference: Sample, current: Sample): Distribution {
  if (reference.kind === 'number' && current.kind === 'number') return numberBins(reference, current);
  if (reference.kind === 'number' || current.kind === 'number') return { labels: [], baseline: [], current: [] };
  const paired = pairCategories(reference, current);
  const items = paired.labels.map((label, i) => ({ label, baseline: paired.reference[i] ?? 0, current: paired.current[i] ?? 0 }));
  const sorted = items.toSorted((a, b) => b.baseline + b.current - a.baseline - a.current);
  const shown = sorted.slice(0, categories);
  const rest = sorted.slice(categories);
  if (rest.length > 0) {
    const sum = (of: (item: (typeof rest)[number]) => number) => rest.reduce((total, item) => total + of(item), 0);
    shown.push({ label: `${rest.length} others`, baseline: sum(({ baseline }) => baseline), current: sum((item) => item.current) });
  }
  return { labels: shown.map(({ label }) => label), baseline: shown.map(({ baseline }) => baseline), current: shown.map((item) => item.current) };
}

function numberBins(reference: NumberSample, current: NumberSample): Distribution {
  const ends = [reference, current].filter(({ values }) => values.length > 0);
  const low = Math.min(...ends.map(({ values }) => values[0] ?? NaN));
  const high = Math.max(...ends.map(({ values }) => values[values.length - 1] ?? NaN));
  if (ends.length === 0 || !Number.isFinite(high - low)) return { labels: [], baseline: [], current: [] };
  const paired = pairNumbers(reference, current);
  const byValue = paired.values.length <= bins;
  const edges = equalEdges(low, high, bins);
  const special = (label: string, of: (sample: NumberSample) => number) => (of(reference) + of(current) === 0 ? [] : [{ label, baseline: of(reference), current: of(current) }]);
  const extra = [...special('NaN', ({ nan }) => nan), ...special('-inf', ({ negativeInfinity }) => negativeInfinity), ...special('inf', ({ positiveInfinity }) => positiveInfinity)];
  return {
    labels: [...(byValue ? Array.from(paired.values, short) : edges.slice(1).map((to, i) => label(edges[i] ?? NaN, to))), ...extra.map((item) => item.label)],
    baseline: [...(byValue ? Array.from(paired.reference) : histogram(reference, edges)), ...extra.map(({ baseline }) => baseline)],
    current: [...(byValue ? Array.from(paired.current) : histogram(current, edges)), ...extra.map((item) => item.current)],
  };
}

export function label(from: number, to: number): string {
  return from === to ? short(from) : `${short(from)} … ${short(to)}`;
}

export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
