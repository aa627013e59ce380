/** List prices in dollars, us-east-1, before free tiers (November 2026). */
const prices = {
  /** Athena: a terabyte scanned. */
  terabyte: 5,
  /** SageMaker: an hour of ml.m5.xlarge. */
  instanceHour: 0.23,
  /** A crawl: 2 DPU for the ten minutes that are charged at least, at 0.44 for an hour. */
  crawl: 0.147,
  /** Lambda, arm64: a gigabyte-second. */
  gigabyteSecond: 0.0000133334,
};

/** Megabytes of the functions that have more than the others (serverless.yml). */
export const memory: Readonly<Record<string, number>> = { 'collect-profile': 1769 };
export const usualMemory = 512;

const stage = '${sls:stage}';

/** Lines of a graph, in dollars: each an expression over hidden metrics, so that prices stand where they can be read and changed. */
export function costs(functions: readonly string[]): readonly unknown[] {
  const usual = functions.filter((name) => memory[name] === undefined);
  const others = functions.filter((name) => memory[name] !== undefined);
  // Functions that did not run have no values: a sum of a list has one wherever any of them has.
  const ofUsual = seconds('seconds_usual', `SUM([${usual.map(durationId).join(', ')}])`, usualMemory);
  const ofOthers = others.map((name) => seconds(`seconds_${durationId(name)}`, durationId(name), memory[name] ?? usualMemory));
  const all = [ofUsual, ...ofOthers];
  return [
    line('athena', 'Athena: queries that prove access and profile', `charged / 1000000000000 * ${prices.terabyte}`),
    line('sagemaker', 'SageMaker: instances of runs, as ml.m5.xlarge', `instances / 3600 * ${prices.instanceHour}`),
    line('glue', 'Glue: crawls', `crawls * ${prices.crawl}`),
    line('lambda', 'Lambda: time of functions', `SUM([${all.map(({ id }) => id).join(', ')}]) * ${prices.gigabyteSecond}`),
    ...all.map((each) => [{ ...each, visible: false }]),
    hidden('charged', ['meshloop', 'BytesCharged', 'stage', stage]),
    hidden('instances', ['meshloop', 'InstanceSeconds', 'stage', stage]),
    hidden('crawls', ['meshloop', 'Crawl', 'stage', stage]),
    ...functions.map((name) => hidden(durationId(name), ['AWS/Lambda', 'Duration', 'FunctionName', `meshloop-${stage}-${name}`])),
  ];
}

function line(id: string, label: string, expression: string) {
  return [{ id, label, expression }];
}

/** Gigabyte-seconds of milliseconds. */
function seconds(id: string, milliseconds: string, megabytes: number) {
  return { id, label: id, expression: `${milliseconds} / 1000 * ${megabytes} / 1024` };
}

function hidden(id: string, metric: readonly string[]) {
  return [...metric, { id, visible: false, stat: 'Sum' }];
}

/** Ids begin with a small letter and hold letters, digits and underscores (CloudWatch API reference, MetricDataQuery). */
function durationId(name: string): string {
  return `ms_${name.replaceAll('-', '_')}`;
}
