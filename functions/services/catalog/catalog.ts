import { Fault, type FaultCode } from '../../domain/errors.ts';
import type { Page } from '../ledger/ledger.ts';

export type CatalogKind = 'cluster' | 'location' | 'rule' | 'policy' | 'schedule';

/** Something with a name that people make, change and refer to. */
export interface CatalogItem<Spec = unknown, Status = Record<string, unknown>> {
  kind: CatalogKind;
  /** DNS-1123 label. */
  name: string;
  uid: string;
  /** The ETag: raised by each change of the spec, never by status. */
  generation: number;
  spec: Spec;
  status: Status & { observedGeneration?: number };
  /** Where the secret values are; never the values. */
  secretArn?: string;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  lastRequest?: { key: string; hash: string };
  deletingAt?: string;
}

export type CatalogChange = Pick<CatalogItem, 'kind' | 'name' | 'uid' | 'spec' | 'secretArn' | 'lastRequest'>;

export interface Catalog {
  /** @returns the item that is there when the same Idempotency-Key made it; @throws Fault `name.taken`, `request.idempotency_mismatch` */
  create(item: CatalogItem): Promise<{ created: boolean; item: CatalogItem }>;
  read(kind: CatalogKind, name: string): Promise<CatalogItem | undefined>;
  list(kind: CatalogKind, cursor?: string, limit?: number): Promise<Page<CatalogItem>>;
  /** Writes the spec and raises the generation; status stays. @throws Fault `request.precondition_failed` when the generation is another one */
  update(item: CatalogChange, fromGeneration: number): Promise<CatalogItem>;
  /** Sets attributes of the status; the generation stays. Nothing happens when name or uid is gone. */
  writeStatus(kind: CatalogKind, name: string, uid: string, status: Record<string, unknown>): Promise<void>;
  /** Marks it as going, then reads who uses it: `object.in_use` with the list, else removes it. */
  remove(kind: CatalogKind, name: string, fromGeneration?: number): Promise<void>;
  /** Called by a user of X before it relies on X; withdraws and throws `object.in_use` when X is going. */
  addUse(used: { kind: CatalogKind; name: string }, user: { kind: string; name: string }): Promise<void>;
  removeUse(used: { kind: CatalogKind; name: string }, user: { kind: string; name: string }): Promise<void>;
}

/** What a repository needs so that it is created once and never again. */
export interface Repositories {
  exists(key: RepositoryKey): Promise<boolean>;
  recordCreated(key: RepositoryKey): Promise<void>;
}

export interface RepositoryKey {
  locationUid: string;
  clusterId: string;
  namespace: string;
}

/** A fenced lease: one holder at a time, taken over only once expired; `token` rises with each change of holder. */
export interface Leases {
  /** The token when `holder` has it now (again), else undefined. */
  acquire(name: string, holder: string, ttlSeconds: number): Promise<number | undefined>;
  release(name: string, holder: string): Promise<void>;
}

const NOT_FOUND: Partial<Record<CatalogKind, FaultCode>> = {
  cluster: 'cluster.not_found',
  location: 'location.not_found',
};

export function notFound(kind: CatalogKind, name: string): Fault {
  return new Fault(NOT_FOUND[kind] ?? 'request.not_found', `there is no ${kind} ${name}`);
}
