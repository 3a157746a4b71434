/**
 * For the `requestHandler` of an SDK client, in milliseconds. Without the flag the SDK only warns when the time of a request
 * is over, and goes on waiting; and that time ends with the head of an answer, so the socket has one of its own, for what
 * stops in the middle of its body.
 */
export function timeouts(connectMs: number, answerMs: number) {
  return {
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    socketTimeout: answerMs,
    throwOnRequestTimeout: true,
  };
}
