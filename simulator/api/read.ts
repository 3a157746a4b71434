import { apiVersionOf, type Kind, resourceOf } from '../kinds.ts';
import { type KubeObject, keyOf, objectKey } from '../objects.ts';
import { fieldSelector, labelSelector, type Predicate } from '../selectors.ts';
import type { Simulation } from '../simulation.ts';
import { badRequest, expired, notFound } from '../status.ts';
import { metadataList, wantsMetadataOnly } from './metadata-only.ts';
import { type Answer, type Call, ok, type Target } from './request.ts';

/** Throws NotFound. */
export function existing({ store }: Simulation, { kind, namespace, name }: Target): KubeObject {
  const object = store.get(resourceOf(kind), objectKey(namespace, name));
  if (object === undefined) throw notFound(kind, name);
  return object;
}

export function getObject(simulation: Simulation, target: Target): Answer {
  return ok(atVersion(target.kind, existing(simulation, target)));
}

/** A kind of several versions has one store, and each of its objects says the version that it is read in. */
function atVersion(kind: Kind, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(kind);
  return kind.custom && object.apiVersion !== apiVersion ? { ...object, apiVersion } : object;
}

export function selectorOf(query: URLSearchParams): Predicate {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(query.get('fieldSelector') ?? '');
  return (object) => byLabel(object) && byField(object);
}

interface Token {
  start: string;
  revision: number;
}

function readToken(text: string): Token {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Token;
  } catch {
    throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
  }
}

/**
 * One page. A page after the first shows the present, not the moment of the first one: real API servers do so too
 * once the token has expired and the client goes on with the inconsistent one.
 */
export function listObjects(simulation: Simulation, target: Target, call: Call): Answer {
  const { query, user } = call;
  const limit = Number(query.get('limit') ?? 0);
  const token = query.get('continue');
  const subject = { verb: 'list', resource: resourceOf(target.kind), namespace: target.namespace, user };
  const isExpiry = (rule: { effect: object }) => 'expireContinue' in rule.effect;
  if (token && simulation.faults.take('request', subject, isExpiry)) throw expired();
  const start = token ? readToken(token) : undefined;
  const inside = target.namespace === '' ? undefined : target.namespace;
  const all = simulation.store.list(resourceOf(target.kind), inside).filter(selectorOf(query));
  const from = start === undefined ? 0 : all.findIndex((object) => keyOf(object) >= start.start);
  const rest = from < 0 ? [] : all.slice(from);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const next = rest[items.length];
  const revision = start?.revision ?? simulation.store.revision();
  const more = next && {
    continue: Buffer.from(JSON.stringify({ start: keyOf(next), revision })).toString('base64url'),
    // As there: no count where a selector hides some.
    ...(query.get('labelSelector') || query.get('fieldSelector')
      ? {}
      : { remainingItemCount: rest.length - items.length }),
  };
  const metadata = { resourceVersion: String(revision), ...more };
  if (wantsMetadataOnly(call)) return ok(metadataList(metadata, items));
  return ok({
    kind: `${target.kind.kind}List`,
    apiVersion: apiVersionOf(target.kind),
    metadata,
    // List items of built-in kinds carry neither kind nor apiVersion.
    items: target.kind.custom
      ? items.map((item) => atVersion(target.kind, item))
      : items.map(({ kind: _kind, apiVersion: _version, ...object }) => object),
  });
}
