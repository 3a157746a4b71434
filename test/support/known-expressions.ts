type Parsed = unknown;
type Named = Record<string, unknown>;

/** Of a request: what its expressions name, and what of that none has named so far. */
interface Context {
  attrNames?: Named;
  attrVals?: Named;
  unusedAttrNames: Named;
  unusedAttrVals: Named;
}
interface Parser {
  parse(text: string, options: { context: Context }): Parsed;
}
interface Known {
  parsed: Parsed;
  /** The name of each value in it. */
  values: Map<unknown, string>;
  names: string[];
}

/** What these look at is the value itself, and not its type alone. */
const LOOKS_AT_VALUES = /between|attribute_type/i;

/**
 * Has one of dynalite's parsers read an expression once for the names and types that it is about: the product says the same few
 * with other values, thousands of times. Each request gets a copy with its own values, which may be changed.
 */
export function rememberExpressions(parser: Parser): void {
  const { parse } = parser;
  const known = new Map<string, Known>();

  parser.parse = (text, options) => {
    const { attrNames = {}, attrVals = {}, unusedAttrNames, unusedAttrVals } = options.context;
    if (LOOKS_AT_VALUES.test(text)) return parse(text, options);
    const key = JSON.stringify([
      text,
      attrNames,
      Object.entries(attrVals).map(([name, value]) => [name, typeOf(value)]),
    ]);
    const one = known.get(key) ?? readAnew(text, { ...options.context, attrNames, attrVals });
    known.set(key, one);
    for (const name of one.names) delete unusedAttrNames[name];
    for (const name of one.values.values()) delete unusedAttrVals[name];
    return withValues(one, one.parsed, attrVals);
  };

  function readAnew(text: string, context: Context & { attrNames: Named; attrVals: Named }): Known {
    const { attrNames, attrVals } = context;
    const unusedAttrNames = { ...attrNames };
    const unusedAttrVals = { ...attrVals };
    const parsed = parse(text, { context: { ...context, unusedAttrNames, unusedAttrVals } });
    const used = Object.entries(attrVals).filter(([name]) => !(name in unusedAttrVals));
    return {
      parsed,
      values: new Map(used.map(([name, value]) => [value, name])),
      names: Object.keys(attrNames).filter((name) => !(name in unusedAttrNames)),
    };
  }
}

const typeOf = (value: unknown) => Object.keys(value as object)[0];

function withValues(known: Known, part: Parsed, given: Named): Parsed {
  if (typeof part !== 'object' || part === null) return part;
  const name = known.values.get(part);
  if (name !== undefined) return given[name];
  if (Array.isArray(part)) return part.map((one) => withValues(known, one, given));
  return Object.fromEntries(Object.entries(part).map(([field, one]) => [field, withValues(known, one, given)]));
}
