import { groupKindOf, kindNameOf, listOf, type Manifest, type OwnerReference } from '../domain/manifest/manifest.ts';
import { isToken } from '../domain/manifest/resources.ts';
import { returnOf } from '../domain/restore/restorable.ts';
import type { Return } from '../domain/restore/restore-context.ts';
import { type NamedPart, readPart, type SealedBackup } from './sealed-backup.ts';

/** What is known of objects that others refer to. */
export interface OwnerFacts {
  /** Reads the kinds, in the objects' namespaces, that the objects have owners of, and their owners' in turn. */
  learn(objects: readonly Manifest[]): Promise<void>;
  comesBack(owner: OwnerReference): Return | undefined;
  isListedByAccount(namespace: string, secret: string): boolean;
}

const ACCOUNT = 'ServiceAccount';

/** Owners by uid, as they are asked for: a backup may not fit into memory, so only what decides is kept. */
export function createOwnerFacts(backup: SealedBackup): OwnerFacts {
  const read = new Set<string>();
  const owners = new Map<string, Manifest>();
  const listed = new Set<string>();
  const asked = new Map<string, Return | undefined>();

  const facts: OwnerFacts = {
    async learn(objects) {
      let wanted = new Set(objects.flatMap(placesOf));
      while (wanted.size > 0) {
        const next = new Set<string>();
        for (const part of backup.parts.filter((one) => wanted.has(placeOf(one.kindName, one.namespace)))) {
          if (read.has(part.key)) continue;
          read.add(part.key);
          for (const object of await readPart(backup, part)) {
            note(object);
            for (const place of placesOf(object)) next.add(place);
          }
        }
        wanted = next;
      }
    },
    comesBack(owner) {
      const { uid } = owner;
      const found = owners.get(uid);
      if (!found || kindNameOf(groupKindOf(found)) !== kindNameOf(groupKindOf(owner))) return undefined;
      if (!asked.has(uid)) {
        // owners that own each other make nothing anew
        asked.set(uid, undefined);
        asked.set(uid, returnOf(found, facts));
      }
      return asked.get(uid);
    },
    isListedByAccount: (namespace, secret) => listed.has(`${namespace}/${secret}`),
  };
  return facts;

  function note(object: Manifest): void {
    const { metadata } = object;
    if (object.kind === ACCOUNT && object.apiVersion === 'v1') {
      for (const { name } of listOf(object.secrets)) listed.add(`${metadata.namespace}/${String(name)}`);
    }
    if (metadata.uid) owners.set(metadata.uid, decisive(object));
  }
}

/** A status is all that tells of a Job or Pod whether it has ended; accounts are small. */
function decisive(object: Manifest): Manifest {
  const { kind, metadata, status, apiVersion = '' } = object;
  if (kind === ACCOUNT) return object;
  const { name, namespace, uid, deletionTimestamp, ownerReferences, labels } = metadata;
  const kept = { name, namespace, uid, deletionTimestamp, ownerReferences, labels };
  const type = isToken(object) ? { type: object.type } : {};
  const ended = kind === 'Job' || kind === 'Pod' ? { status } : {};
  return JSON.parse(JSON.stringify({ apiVersion, kind, metadata: kept, ...type, ...ended }));
}

/** Where what an object refers to is stored; what owns may be of its namespace, or of the cluster. */
function placesOf(object: Manifest): string[] {
  const { namespace, ownerReferences = [] } = object.metadata;
  const kinds = ownerReferences.map((owner) => kindNameOf(groupKindOf(owner)));
  if (isToken(object)) kinds.push(ACCOUNT);
  return kinds.flatMap((kindName) => [placeOf(kindName, namespace), placeOf(kindName, undefined)]);
}

function placeOf(kindName: string, namespace: NamedPart['namespace']): string {
  return `${kindName} ${namespace ?? '-'}`;
}
