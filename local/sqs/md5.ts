import { createHash } from 'node:crypto';
import type { MessageAttribute } from './queue.ts';

export function md5(value: string | Uint8Array): string {
  return createHash('md5').update(value).digest('hex');
}

/** SQS developer guide, "Calculating the MD5 message digest for message attributes". Undefined without attributes. */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    const kind = Buffer.from([BinaryValue === undefined ? 1 : 2]);
    return [withLength(name), withLength(DataType), kind, withLength(BinaryValue ?? StringValue ?? '')];
  });
  return md5(Buffer.concat(parts));
}

function withLength(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
