import { Fault } from '../errors.ts';
import { fieldsIn } from '../fields.ts';
import { isObjectName } from '../manifest/manifest.ts';

/*
 * What a cluster answers becomes keys of a bucket, host names of kopia, labels, paths and rows. Whoever runs its API server
 * chooses all of it, so each is checked where it comes in.
 */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const VERSION = /^[\w.+-]{1,64}$/;
/** Of a claim: it becomes part of a path that kopia keeps. */
const UID = /^[\w-]{1,64}$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const KIND = /^[A-Za-z][A-Za-z0-9]{0,62}$/;

export function isClusterId(uid: unknown): uid is string {
  return typeof uid === 'string' && UUID.test(uid);
}

export function isNamespace(name: unknown): name is string {
  return typeof name === 'string' && DNS_LABEL.test(name);
}

/** @throws Fault Permanent `cluster.answer_invalid`; what was answered is not repeated */
export function checkClusterId(uid: unknown): string {
  if (isClusterId(uid)) return uid;
  throw invalid('the uid of its namespace kube-system is no UUID');
}

/** @throws Fault Permanent `cluster.answer_invalid` */
export function checkVersion(version: unknown): string {
  if (version === undefined) return 'unknown';
  if (typeof version === 'string' && VERSION.test(version)) return version;
  throw invalid('its version is no text such as v1.35.1');
}

export interface AskedOf {
  kind: string;
  namespaced: boolean;
  /** In which namespace, or by which name; undefined where all were asked for. */
  namespace?: string | undefined;
  name?: string | undefined;
}

/** Of the namespace that was asked for, its name one segment of a path. @throws Fault `cluster.answer_invalid` */
export function checkMeta(meta: unknown, asked: AskedOf): void {
  const { name, namespace, uid } = fieldsIn(meta);
  if (!isObjectName(name) || (asked.name !== undefined && name !== asked.name)) {
    throw invalid(`a ${asked.kind} has no name, or another one than was asked for`);
  }
  if (asked.kind === 'Namespace' && !DNS_LABEL.test(name)) throw invalid('a namespace has a name that is no DNS label');
  const isThere = asked.namespaced
    ? typeof namespace === 'string' && DNS_LABEL.test(namespace) && (asked.namespace ?? namespace) === namespace
    : namespace === undefined || namespace === '';
  if (!isThere) throw invalid(`a ${asked.kind} is not in the namespace that was asked for`);
  if (asked.kind === 'PersistentVolumeClaim' && uid !== undefined && !isText(uid, UID)) {
    throw invalid('a claim has a uid that is none');
  }
}

/** Whether a kind that discovery names can be asked for, and stored under its name. */
export function isKind({
  group,
  version,
  kind,
  plural,
}: Record<'group' | 'version' | 'kind' | 'plural', unknown>): boolean {
  return (
    isText(group, group === '' ? /^$/ : DNS_SUBDOMAIN) &&
    isText(version, DNS_LABEL) &&
    isText(kind, KIND) &&
    isText(plural, DNS_SUBDOMAIN)
  );
}

/** What a storage driver calls something: it comes back to it, and stands in rows and seals. */
const DRIVERS_TEXT = /^[^\p{Cc}]{1,2048}$/u;

/** @throws Fault Permanent `cluster.answer_invalid` */
export function checkDriversText(value: unknown, what: string): string {
  if (typeof value === 'string' && DRIVERS_TEXT.test(value)) return value;
  throw invalid(`${what} is no text of at most 2048 characters`);
}

/** A list that goes on for longer than any cluster has objects. */
export function endless(kind: string): Fault {
  return invalid(`its list of ${kind} is too long, or does not end`);
}

function isText(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}

export function invalid(what: string): Fault {
  return new Fault('cluster.answer_invalid', `the API server answered what none answers: ${what}`);
}
