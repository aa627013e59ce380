import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { clientConfig } from '../../local/core/clients.ts';
import { SeededDice } from '../../local/core/seeded-dice.ts';
import { generateApplicants, toCsv } from '../../local/scenario/credit-data.ts';
import type { People } from '../../local/scenario/people.ts';
import { publishFile, UnreadableData } from '../../local/scenario/product-file.ts';
import type { Place } from '../place.ts';
import { nextVersion, type Difference } from './next-version.ts';

/** What a producer does with the example's product, with the rights of a producer and of central's data steward. */
export class Producer {
  readonly #place: Place;
  readonly #people: People;

  constructor(place: Place, people: People) {
    this.#place = place;
    this.#people = people;
  }

  /** Registers the generated example and shares it. Answers what was done. */
  async register(): Promise<string> {
    return await inFolder(async (folder) => {
      const csv = join(folder, 'credit.csv');
      await writeFile(csv, toCsv(generateApplicants(1000, new SeededDice('credit-risk'))));
      const version = await publishFile(csv, folder, 'first');
      await this.#people.register(version);
      return `the producer registers ${this.#product} with ${version.rows} rows and shares it`;
    });
  }

  /** Registers the product again, with other data at another location. Answers what was done. */
  async registerAgain(difference: Difference): Promise<string> {
    return await inFolder(async (folder) => {
      const { path, version } = await this.#present(folder);
      const next = await nextVersion(path, difference, folder);
      await this.#people.reRegister(next, version + 1);
      return `the producer registers ${this.#product} again with ${difference}: ${next.rows} rows, ${next.columns.length} columns`;
    });
  }

  /** The file of the registered version, and its number. */
  async #present(folder: string): Promise<{ path: string; version: number }> {
    const { cloud, names } = this.#place;
    const glue = new GlueClient(clientConfig(cloud, await this.#people.session('central', 'data-steward')));
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: names.database, Name: names.table }));
    const [, Bucket, Prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(Table?.StorageDescriptor?.Location ?? '') ?? [];
    const s3 = new S3Client(clientConfig(cloud, names.accounts.producer));
    const { Contents: [found, ...more] = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    if (found?.Key === undefined || more.length > 0) throw new UnreadableData(`${this.#product} is ${more.length === 0 ? 'no file' : 'several files'}: the console can only go on from one that it, or --data, registered.`);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: found.Key }));
    const path = join(folder, 'registered.parquet');
    await writeFile(path, (await Body?.transformToByteArray()) ?? new Uint8Array(0));
    return { path, version: Number(/\/v(\d+)\/$/.exec(Prefix)?.[1] ?? 1) };
  }

  get #product(): string {
    return `${this.#place.names.database}.${this.#place.names.table}`;
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'meshloop-console-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
