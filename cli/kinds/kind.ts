import type { ApiClient } from '../../client/client.ts';
import { wrongUse } from '../exit.ts';
import type { Column } from '../output/columns.ts';

/** What a list may be narrowed by, by the names of its flags; each kind says which of them it takes. */
export interface Filters {
  limit?: number;
  cluster?: string;
  schedule?: string;
  phase?: string;
  open?: boolean;
  namespace?: string[];
  selector?: string;
  search?: string;
  from?: string;
  to?: string;
  kind?: string;
  deleted?: boolean;
  validFor?: string;
  types?: string[];
  subject?: string;
  target?: string;
  outcome?: string;
  reason?: string;
  changed?: boolean;
  location?: string;
  state?: string;
  within?: string;
  invalid?: boolean;
}
export type FilterName = Exclude<keyof Filters, 'limit'>;

export interface Asked {
  api: ApiClient;
  filters: Filters;
  /** The operation that it is of, where it is of one. */
  of: string;
  /** Something that is missing in the list, for stderr. */
  note(line: string): void;
}

/** Things that `get` lists: with their words, how they are asked for, and how they are shown. */
export interface Kind<Item> {
  singular: string;
  plural: string;
  short: readonly string[];
  /** What the list wants: the id of an operation, the name of a cluster. */
  of?: 'operation' | 'cluster' | 'policy';
  filters: readonly FilterName[];
  list(asked: Asked): AsyncIterable<Item>;
  read?(api: ApiClient, name: string, asked: { deleted: boolean }): Promise<Item>;
  /** What names it in commands. */
  nameOf(item: Item): string;
  columns: readonly Column<Item>[];
}
export type AnyKind = Kind<object>;

/** A kind among others, whose items are known to itself alone. */
export function kind<Item extends object>(spec: Kind<Item>): AnyKind {
  return spec as unknown as AnyKind;
}

/** Of lists that take one namespace. @throws CliError where several are given */
export function oneNamespace({ namespace }: Filters): string | undefined {
  if (namespace && namespace.length > 1) throw wrongUse('--namespace is one namespace here');
  return namespace?.[0];
}

/** For a query, what of the filters has a value. */
export function given<Query>(query: { [Name in keyof Query]: Query[Name] | undefined }): Query {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Query;
}
