/** Whether it is an object with fields: what came from elsewhere may be anything. */
export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of what may be anything: none of what has none. */
export function fieldsIn(value: unknown): Record<string, unknown> {
  return isFields(value) ? value : {};
}

/** The fields of a text of JSON: none of what is no object. @throws SyntaxError */
export function parseFields(text: string): Record<string, unknown> {
  return fieldsIn(JSON.parse(text));
}

/** What an error says of itself, whoever has thrown it. */
export function wordsOf(thrown: unknown): { name: string; message: string; code: string | undefined } {
  const { name, message, code } = fieldsIn(thrown);
  return { name: String(name), message: String(message), code: typeof code === 'string' ? code : undefined };
}
