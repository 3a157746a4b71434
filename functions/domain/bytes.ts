/** What comes of a stream that nobody has given an encoding. */
export async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const part of stream) if (Buffer.isBuffer(part)) yield part;
}
