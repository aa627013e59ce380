/** A list price in US dollars, us-east-1, before free tiers. */
export interface Price {
  readonly dollars: number;
  /** For how much. */
  readonly per: string;
  readonly source: string;
}

const million = 1_000_000;

/** What a re-registration is billed by, each for one unit. Prices are those that were published in 2026; `source` says by whom. */
export const prices = {
  lambdaRequest: price(0.2 / million, 'request', 'AWS Lambda pricing page'),
  /** Functions are arm64. */
  lambdaGigabyteSecond: price(0.000_013_333_4, 'GB-second, arm64', 'AWS Lambda pricing page'),
  customEvent: price(1 / million, '64 KB of an event put on a custom bus', 'Amazon EventBridge pricing page'),
  crossAccountEvent: price(1 / million, '64 KB of an event sent to another account', 'Amazon EventBridge pricing page; the sender pays'),
  schedule: price(1 / million, 'invocation, after 14 million a month', 'Amazon EventBridge pricing page'),
  athenaTerabyte: price(5, 'TB scanned, at least 10 MB a query', 'Amazon Athena pricing page'),
  s3Write: price(0.005 / 1000, 'PUT, COPY, POST or LIST', 'Amazon S3 pricing page, S3 Standard'),
  s3Read: price(0.0004 / 1000, 'GET or HEAD', 'Amazon S3 pricing page, S3 Standard'),
  glueRequest: price(1 / million, 'request to the Data Catalog, after 1 million a month', 'AWS Glue pricing page'),
  logGigabyte: price(0.5, 'GB of logs taken in', 'Amazon CloudWatch pricing page'),
  queueRequest: price(0.4 / million, '64 KB of a request to a standard queue', 'Amazon SQS pricing page'),
  /** Two DPUs for the ten minutes that are billed at least. */
  crawl: price(0.147, 'crawl of at most ten minutes by two DPUs', 'AWS Glue pricing page: 0.44 a DPU-hour'),
  alarmMonth: price(0.1, 'standard alarm and month', 'Amazon CloudWatch pricing page'),
  dashboardMonth: price(3, 'dashboard and month', 'Amazon CloudWatch pricing page'),
  m5LargeHour: price(0.115, 'hour of ml.m5.large, processing', 'Amazon SageMaker pricing page'),
  m5XlargeHour: price(0.23, 'hour of ml.m5.xlarge, processing', 'Amazon SageMaker pricing page'),
} as const satisfies Record<string, Price>;

function price(dollars: number, per: string, source: string): Price {
  return { dollars, per, source };
}
