/** What a service refuses, with the code and the words that AWS has for it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** A value as the query protocol writes it: fields are elements, lists have a `member` each. */
type Value = string | readonly Value[] | { readonly [field: string]: Value | undefined };

export function toXml(name: string, value: Value): string {
  return `<${name}>${inner(value)}</${name}>`;
}

function inner(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  if (isList(value)) return value.map((each) => toXml('member', each)).join('');
  return Object.entries(value)
    .map(([field, each]) => (each === undefined ? '' : toXml(field, each)))
    .join('');
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `Parameters.member.2.ParameterKey=X` … → the list of what stands under `Parameters`. */
export function listIn(asked: URLSearchParams, name: string): Record<string, string>[] {
  const list: Record<string, string>[] = [];
  for (const [field, value] of asked) {
    const [, at, rest = 'value'] = new RegExp(`^${name}\\.member\\.(\\d+)(?:\\.(.+))?$`).exec(field) ?? [];
    if (at === undefined) continue;
    const index = Number(at) - 1;
    list[index] = { ...list[index], [rest]: value };
  }
  return list;
}
