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
  const built = () => {
    if (schema instanceof z.ZodObject) {
      const fields = Object.entries<z.core.$ZodType>(schema.shape);
      return ways.object(Object.fromEntries(fields.map(([name, field]) => [name, inner(field)])));
    }
    if (schema instanceof z.ZodArray) return z.array(inner(schema.element));
    if (schema instanceof z.ZodRecord) return z.record(z.string(), inner(schema.valueType));
    if (schema instanceof z.ZodUnion) return z.union(schema.options.map(inner));
    if (schema instanceof z.ZodExactOptional) return inner(schema.unwrap()).exactOptional();
    if (schema instanceof z.ZodOptional) return inner(schema.unwrap()).optional();
    if (schema instanceof z.ZodDefault) return inner(schema.unwrap()).default(schema.def.defaultValue);
    if (schema instanceof z.ZodPrefault) return inner(schema.unwrap()).prefault(schema.def.defaultValue);
    if (schema instanceof z.ZodReadonly || schema instanceof z.ZodCatch) return inner(schema.unwrap());
    return schema instanceof z.ZodType ? ways.leaf(schema) : z.pipe(z.unknown(), schema);
  };
  return built().meta(z.globalRegistry.get(schema) ?? {});
}
