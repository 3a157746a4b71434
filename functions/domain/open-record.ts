import * as z from 'zod';

/**
 * What a row or a part of one must have. What a later release has put beside it stays on what is read, so that a part that
 * is written back whole loses nothing while two releases are running; no type says so.
 */
export function openRecord<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> {
  return z.looseObject(shape);
}

/**
 * What a row keeps of what a request's schema has taken: its shape, without the rules by which people must write it. A rule
 * that came later keeps nobody from a row that was written before.
 */
export function storedAs<Schema extends z.ZodType>(schema: Schema): z.ZodType<z.output<Schema>> {
  return plain(schema) as z.ZodType<z.output<Schema>>;
}

function plain(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries<z.core.$ZodType>(schema.shape);
    return z.looseObject(Object.fromEntries(fields.map(([name, field]) => [name, plain(field)])));
  }
  if (schema instanceof z.ZodArray) return z.array(plain(schema.element));
  if (schema instanceof z.ZodRecord) return z.record(z.string(), plain(schema.valueType));
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map(plain));
  if (schema instanceof z.ZodExactOptional) return plain(schema.unwrap()).exactOptional();
  if (schema instanceof z.ZodOptional) return plain(schema.unwrap()).optional();
  if (schema instanceof z.ZodDefault) return plain(schema.unwrap()).default(schema.def.defaultValue);
  if (schema instanceof z.ZodPrefault) return plain(schema.unwrap()).prefault(schema.def.defaultValue);
  if (schema._zod.def.type === 'string') return z.string();
  if (schema instanceof z.ZodNumber) return z.number();
  // Words and flags are what they are.
  return z.pipe(z.unknown(), schema);
}
