import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Refusal, toXml } from './answers.ts';

interface StoredObject {
  body: Buffer;
  metadata: Record<string, string>;
  modifiedAt: Date;
}

/** Buckets of the account: objects by key. CloudFormation makes them and reads what lies in them. */
export type Buckets = Map<string, Map<string, StoredObject>>;

export interface S3Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What a deploy asks of S3, path style: lists, HEADs and PUTs of objects; whatever else is refused. */
export async function answerS3(buckets: Buckets, request: IncomingMessage): Promise<S3Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  const [name = '', ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const bucket = buckets.get(name);
  if (!bucket) throw new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
  const asked = `${request.method} ${key === '' ? 'bucket' : 'object'}`;
  if (asked === 'HEAD bucket') return {};
  if (asked === 'GET bucket' && searchParams.get('list-type') === '2') {
    return { body: listOf(name, searchParams.get('prefix') ?? '', bucket) };
  }
  if (asked === 'PUT object' && [...searchParams.keys()].join() === 'x-id') {
    const body = await bodyOf(request);
    bucket.set(key, { body, metadata: metadataOf(request), modifiedAt: new Date() });
    return { headers: { etag: etagOf(body) } };
  }
  if (asked === 'HEAD object') {
    const { body, metadata, modifiedAt } = bucket.get(key) ?? missing(key);
    return {
      headers: {
        'content-length': `${body.length}`,
        etag: etagOf(body),
        'last-modified': modifiedAt.toUTCString(),
        ...Object.fromEntries(Object.entries(metadata).map(([word, value]) => [`x-amz-meta-${word}`, value])),
      },
    };
  }
  throw new Refusal(501, 'NotImplemented', `${asked} ${request.url} is nothing that a deploy has asked so far`);
}

function missing(key: string): never {
  throw new Refusal(404, 'NoSuchKey', `The specified key does not exist: ${key}`);
}

function listOf(name: string, prefix: string, bucket: Map<string, StoredObject>): string {
  const found = [...bucket].filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const contents = found.map(([key, { body, modifiedAt }]) =>
    toXml('Contents', { Key: key, Size: `${body.length}`, ETag: etagOf(body), LastModified: modifiedAt.toISOString() }),
  );
  const head = { Name: name, Prefix: prefix, KeyCount: `${found.length}`, IsTruncated: 'false' };
  const inner = `${Object.entries(head)
    .map(([word, value]) => toXml(word, value))
    .join('')}${contents.join('')}`;
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`;
}

/** As it was sent, out of the chunks in which the SDK sends a stream with its checksum behind it. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const sent = await buffer(request);
  const wanted = Number(request.headers['x-amz-decoded-content-length'] ?? request.headers['content-length']);
  const isChunked = String(request.headers['content-encoding'] ?? '').includes('aws-chunked');
  const body = isChunked ? unchunked(sent) : sent;
  if (body.length !== wanted)
    throw new Refusal(400, 'IncompleteBody', `${body.length} bytes have come, ${wanted} were announced`);
  return body;
}

/** `<hex length>[;extension]\r\n<bytes>\r\n`, until one of length 0. */
function unchunked(sent: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = sent.indexOf('\r\n', at);
    const length = Number.parseInt(sent.toString('latin1', at, end), 16);
    if (end < 0 || Number.isNaN(length)) throw new Refusal(400, 'IncompleteBody', 'the chunks of the body are broken');
    if (length === 0) return Buffer.concat(parts);
    parts.push(sent.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

function metadataOf({ headers }: IncomingMessage): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]));
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
