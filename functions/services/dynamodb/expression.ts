/** What an UpdateItem needs to set (or, for undefined, remove) attributes; every name is aliased. */
export interface UpdateExpression {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  /** Absent when there is none: DynamoDB refuses an empty one. */
  ExpressionAttributeValues?: Record<string, unknown>;
}

/**
 * @param changes attribute → value; undefined removes the attribute
 * @param values values that the condition or `extra` needs, under their own `:name`
 * @param names attributes that the condition or `extra` needs, under `#name`
 * @param extra further SET clauses, such as `#polls = #polls + :one`
 */
export function updateOf(
  changes: Record<string, unknown>,
  {
    values = {},
    names = [],
    extra = [],
  }: { values?: Record<string, unknown>; names?: string[]; extra?: string[] } = {},
): UpdateExpression {
  const sets: string[] = [...extra];
  const removes: string[] = [];
  const aliases: Record<string, string> = {};
  const bound: Record<string, unknown> = { ...values };
  for (const name of names) aliases[`#${name}`] = name;
  for (const [name, value] of Object.entries(changes)) {
    aliases[`#${name}`] = name;
    if (value === undefined) {
      removes.push(`#${name}`);
      continue;
    }
    sets.push(`#${name} = :set_${name}`);
    bound[`:set_${name}`] = value;
  }
  const clauses = [
    ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
  ];
  return {
    UpdateExpression: clauses.join(' '),
    ExpressionAttributeNames: aliases,
    ...(Object.keys(bound).length > 0 ? { ExpressionAttributeValues: bound } : {}),
  };
}
