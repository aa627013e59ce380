import { AwsError } from '../service.ts';
import type { CloudRequest } from '../wire.ts';

/**
 * Takes the chunk framing off a body that was sent as `aws-chunked`, and moves its trailers to the headers
 * (S3 API reference, "Signature calculations: transferring payload in multiple chunks").
 */
export function unchunk(request: CloudRequest): CloudRequest {
  const encodings = (request.headers['content-encoding'] ?? '').split(',').map((name) => name.trim());
  const streaming = request.headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
  if (!encodings.includes('aws-chunked') && !streaming) return request;
  const { body, trailers } = readChunks(request.body);
  const left = encodings.filter((name) => name && name !== 'aws-chunked').join(',');
  const { 'content-encoding': _encoding, ...others } = request.headers;
  return { ...request, body, headers: { ...others, ...(left ? { 'content-encoding': left } : {}), ...trailers } };
}

function readChunks(bytes: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', position);
    const size = lineEnd < 0 ? NaN : parseInt(buffer.toString('latin1', position, lineEnd), 16);
    if (Number.isNaN(size)) throw incomplete();
    position = lineEnd + 2;
    if (size === 0) break;
    if (position + size + 2 > buffer.length) throw incomplete();
    chunks.push(buffer.subarray(position, position + size));
    position += size + 2;
  }
  return { body: Buffer.concat(chunks), trailers: readTrailers(buffer.toString('latin1', position)) };
}

function readTrailers(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

function incomplete(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}
