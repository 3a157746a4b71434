import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { bytesOf } from '../../domain/bytes.ts';
import { Fault } from '../../domain/errors.ts';
import { fieldsIn } from '../../domain/fields.ts';
import { MAX_OF_STORE, mostBytesOf } from '../../domain/location/read-limits.ts';

/**
 * No answer of the store is longer than what it may be; see domain/read-limits. One that says its length is not read at
 * all, one that does not, or lies, is counted as it comes.
 * @param below of each key: the location's prefix
 */
export function limitAnswers(client: S3Client, below: string): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { Key: asked } = fieldsIn(args.input);
      const key = typeof asked === 'string' ? asked : '';
      const response = fieldsIn(result.response);
      const name = key.slice(below.length);
      const most = key === '' ? MAX_OF_STORE : mostBytesOf(name);
      if (response.body instanceof Readable)
        response.body = limited(response.body, fieldsIn(response.headers), { name, most });
      return result;
    },
    // Next to the connection: the SDK reads an answer through it.
    { name: 'limitAnswers', step: 'deserialize', priority: 'low' },
  );
}

interface Limit {
  /** The object, or `''` for a list. */
  name: string;
  most: number;
}

/** @throws Fault Permanent `object.too_large`, here or while it is read */
function limited(body: Readable, headers: Record<string, unknown>, limit: Limit): Readable {
  const said = Number(headers['content-length'] ?? 0);
  if (said > limit.most) {
    body.destroy();
    throw tooLarge(limit, `it has ${said} bytes`);
  }
  return Readable.from(counted(body, limit), { objectMode: false });
}

async function* counted(body: Readable, limit: Limit): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytesOf(body)) {
    size += chunk.length;
    if (size > limit.most) throw tooLarge(limit, 'it has more');
    yield chunk;
  }
}

function tooLarge({ name, most }: Limit, found: string): Fault {
  const what = name === '' ? 'an answer of the store' : name;
  return new Fault('object.too_large', `${what} may have ${most} bytes, ${found}`, { details: { key: name, most } });
}
