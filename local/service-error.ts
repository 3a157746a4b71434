/** An error an AWS service answers with: `name` is the code that the SDK's exception carries. */
export function serviceError(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: code });
}
