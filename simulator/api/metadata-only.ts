import type { KubeObject } from '../objects.ts';
import type { Call } from './request.ts';

/**
 * Whether the first form that the client takes is a list of metadata.
 * @see kubernetes/apiserver:pkg/endpoints/handlers/negotiation/negotiate.go
 */
export function wantsMetadataOnly({ accept }: Call): boolean {
  const [type, ...parameters] = (accept.split(',')[0] ?? '').split(';').map((part) => part.trim());
  const wanted = ['as=PartialObjectMetadataList', 'g=meta.k8s.io', 'v=v1'];
  return type === 'application/json' && wanted.every((parameter) => parameters.includes(parameter));
}

/** Unlike in a list of its kind, each item says of what kind it is: of none but this one. */
export function metadataList(metadata: object, items: readonly KubeObject[]): object {
  const apiVersion = 'meta.k8s.io/v1';
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion,
    metadata,
    items: items.map((item) => ({ kind: 'PartialObjectMetadata', apiVersion, metadata: item.metadata })),
  };
}
