import * as z from 'zod';

/**
 * What a row or a part of one must have. What a later release has put beside it stays on what is read, so that a part that
 * is written back whole loses nothing while two releases are running; no type says so.
 */
export function openRecord<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape);
}

/** A moment, as rows and answers have it: UTC with milliseconds. */
export const time = z.string().meta({ format: 'date-time', example: '2026-11-23T09:00:00.000Z' });

/**
 * What a row keeps of what a request's schema has taken: its shape, without the rules by which people must write it. A rule
 * that came later keeps nobody from a row that was written before.
 */
export function storedAs<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> {
  const leaf = (one: z.ZodType) => {
    if (one.type === 'string') return z.string();
    return one.type === 'number' ? z.number() : one;
  };
  return rebuilt(schema, { object: z.looseObject, leaf }) as z.ZodType<z.output<Schema>>;
}

/** What an answer shows of a row: what its schema has, and nothing that a later release has put beside it. */
export function shownAs<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): z.ZodObject<Shape> {
  return rebuilt(schema, { object: z.strictObject, leaf: (one) => one }) as z.ZodObject<Shape>;
}

interface Ways {
  object: (shape: z.ZodRawShape) => z.ZodType;
  leaf: (schema: z.ZodType) => z.ZodType;
}

/** The same schema with other objects and other leaves; descriptions stay. */
function rebuilt(schema: z.core.$ZodType, ways: Ways): z.ZodType {
  const inner = (one: z.core.$ZodType) => rebuilt(one, ways);
  const described = z.globalRegistry.get(schema);
  // Its own description, over what is shared and has another one: a copy.
  if (schema instanceof z.ZodReadonly || schema instanceof z.ZodCatch) {
    const bare = inner(schema.unwrap());
    return described ? bare.meta(described) : bare;
  }
  const made = remade(schema, ways, inner);
  // Not by `meta`, which copies: hundreds of schemas are rebuilt at each cold start.
  return described && made !== schema ? made.register(z.globalRegistry, described) : made;
}

function remade(schema: z.core.$ZodType, ways: Ways, inner: (one: z.core.$ZodType) => z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) return ways.object(lazily(schema.shape, inner));
  if (schema instanceof z.ZodArray) return z.array(inner(schema.element));
  if (schema instanceof z.ZodRecord) return z.record(z.string(), inner(schema.valueType));
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map(inner));
  if (schema instanceof z.ZodExactOptional) return inner(schema.unwrap()).exactOptional();
  if (schema instanceof z.ZodOptional) return inner(schema.unwrap()).optional();
  if (schema instanceof z.ZodDefault) return inner(schema.unwrap()).default(schema.def.defaultValue);
  if (schema instanceof z.ZodPrefault) return inner(schema.unwrap()).prefault(schema.def.defaultValue);
  return schema instanceof z.ZodType ? ways.leaf(schema) : z.pipe(z.unknown(), schema);
}

/** Fields that are rebuilt when somebody parses by them: most that a function knows of it never meets. */
function lazily(shape: z.core.$ZodShape, inner: (one: z.core.$ZodType) => z.ZodType): z.ZodRawShape {
  const fields: z.ZodRawShape = {};
  for (const [name, field] of Object.entries(shape)) {
    Object.defineProperty(fields, name, { enumerable: true, get: () => inner(field) });
  }
  return fields;
}
