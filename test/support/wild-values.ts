import fc from 'fast-check';

type Json = Record<string, unknown>;

/** What breaks a check that builds on another one: half an address, other alphabets, lone surrogates, words of JavaScript. */
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  '\n',
  '\u2028',
  '\uD800',
  's3.example',
  '127.0.0.1:9000',
  'hooks.example/x',
  'https://a:99999',
  'https://[::1',
  'https://',
  'http://@',
  '__proto__',
  'constructor',
  'true',
  '0',
  '-1',
  'NaN',
  '9'.repeat(40),
  '2026-02-30T25:61',
  '+275760-09-13T00:00:00.001Z',
  'x'.repeat(5_000),
];

const anyText = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));
const anything = fc.oneof(
  anyText,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.array(anyText, { maxLength: 3 }),
  fc.dictionary(anyText, anyText, { maxKeys: 3 }),
);

/**
 * Values of about the shape that a JSON Schema describes, and of no shape at all: of each field now what fits its type, now what
 * does not, so that checks are reached which stand behind others.
 */
export function wildValuesOf(schema: Json, definitions = schema.$defs as Record<string, Json>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: shaped(schema, definitions) }, { weight: 1, arbitrary: anything });
}

function shaped(schema: Json, definitions: Record<string, Json>): fc.Arbitrary<unknown> {
  const wild = (part: Json) => wildValuesOf(part, definitions);
  const { $ref, type, properties, items, additionalProperties } = schema;
  const options = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (typeof $ref === 'string') return shaped(definitions[$ref.replace('#/$defs/', '')] ?? {}, definitions);
  if (options) return fc.oneof(...options.map(wild));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if (type === 'object' && properties) return objectOf(properties as Record<string, Json>, wild);
  if (type === 'object') {
    const values = typeof additionalProperties === 'object' ? wild(additionalProperties as Json) : anything;
    return fc.dictionary(fc.oneof(anyText, fc.constant('shop')), values, { maxKeys: 3 });
  }
  if (type === 'array') return fc.array(wild((items ?? {}) as Json), { maxLength: 3 });
  if (type === 'integer' || type === 'number') return fc.oneof(fc.integer({ min: -2, max: 2_000 }), fc.double());
  if (type === 'boolean') return fc.boolean();
  if (type === 'string') return fc.oneof(anyText, fitting(schema.pattern));
  return anything;
}

function objectOf(
  properties: Record<string, Json>,
  wild: (part: Json) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, wild(field)]));
  return fc.record(fields, { requiredKeys: [] });
}

function fitting(pattern: unknown): fc.Arbitrary<string> {
  if (typeof pattern !== 'string')
    return fc.constantFrom('shop', 'https://s3.example', '2026-12-01T02:00', 'Europe/Berlin');
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    // fast-check does not know every form of a pattern; what it cannot make is still met by the odd ones.
    return fc.constant('shop');
  }
}
