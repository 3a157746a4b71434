/** Attributes stand as `#name` in it, values as `:name`. */
export interface Condition {
  /** Clauses joined by AND or OR. */
  when?: string | undefined;
  values?: Record<string, unknown>;
}

export interface UpdateRules extends Condition {
  /** Further SET clauses, such as `#epoch = #epoch + :one`. */
  extra?: readonly string[];
  /** The map that the changes are made in. */
  within?: string;
}

export function conditionOf({ when, values = {} }: Condition) {
  return when === undefined ? {} : { ConditionExpression: when, ...boundTo(when, values) };
}

/** @param changes attribute → value; undefined removes the attribute */
export function updateOf(
  changes: Record<string, unknown>,
  { when, values = {}, extra = [], within }: UpdateRules = {},
) {
  const attribute = (name: string) => (within ? `#${within}.#${name}` : `#${name}`);
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  const gone = Object.keys(changes).filter((name) => changes[name] === undefined);
  const clauses = {
    SET: [...extra, ...set.map(([name]) => `${attribute(name)} = :set_${name}`)],
    REMOVE: gone.map(attribute),
  };
  const update = Object.entries(clauses).flatMap(([verb, parts]) =>
    parts.length > 0 ? `${verb} ${parts.join(', ')}` : [],
  );
  const bound = Object.fromEntries(set.map(([name, value]) => [`:set_${name}`, value]));
  return {
    UpdateExpression: update.join(' '),
    ...(when === undefined ? {} : { ConditionExpression: when }),
    ...boundTo([...update, when].join(' '), { ...values, ...bound }),
  };
}

/** Every attribute has an alias, its own name: many are words that DynamoDB keeps for itself. It refuses an empty set of values. */
export function boundTo(text: string, values: Record<string, unknown>) {
  return {
    ExpressionAttributeNames: Object.fromEntries(
      [...text.matchAll(/#(\w+)/g)].map(([alias, name = '']) => [alias, name]),
    ),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}
