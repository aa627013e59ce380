/**
 * In place of the SDK's event streams, which no operation of a function uses: the S3 client brings them for SelectObjectContent.
 * The SDK also imports them lazily in its protocols, and so esbuild would keep all of them, and all that they need, in every bundle.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('Event streams are left out of the bundles: take this file out of scripts/build/bundle.ts to use them');
  }
}

export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;

export const eventStreamSerdeProvider = (): undefined => undefined;
