import { groupKindOf, kindNameOf, type Manifest } from '../manifest/manifest.ts';
import { mapNamespaces } from './map-namespaces.ts';
import { isBesideSource, isMoved, type RestoreContext } from './restore-context.ts';
import type { FieldChange } from './restored-object.ts';
import { sanitiseAccount, sanitiseSecret } from './sanitising/account.ts';
import { keepHosts, sanitiseGateway } from './sanitising/competing.ts';
import { sanitiseDefinition } from './sanitising/definition.ts';
import { sanitiseMeta } from './sanitising/metadata.ts';
import type { Sanitiser, Sanitising } from './sanitising/sanitiser.ts';
import { sanitiseService } from './sanitising/service.ts';
import { sanitiseClaim, sanitiseJob, sanitisePod } from './sanitising/workload.ts';

/** Why the status of a custom resource does not come back unasked. */
export const WRITTEN_BY_CONTROLLER = 'its controller writes it; a restore with restoreStatus brings it back';

/** An object as it is created, and what of it is other than it was. */
export interface Sanitised {
  manifest: Manifest;
  changes: FieldChange[];
}

const BY_KIND: Readonly<Record<string, Sanitiser>> = {
  Service: sanitiseService,
  Secret: sanitiseSecret,
  ServiceAccount: sanitiseAccount,
  Pod: sanitisePod,
  'Job.batch': sanitiseJob,
  PersistentVolumeClaim: sanitiseClaim,
  'CustomResourceDefinition.apiextensions.k8s.io': sanitiseDefinition,
  'Ingress.networking.k8s.io': keepHosts,
  'Gateway.gateway.networking.k8s.io': sanitiseGateway,
  'HTTPRoute.gateway.networking.k8s.io': keepHosts,
  'GRPCRoute.gateway.networking.k8s.io': keepHosts,
  'TLSRoute.gateway.networking.k8s.io': keepHosts,
  'Route.route.openshift.io': keepHosts,
  'VirtualService.networking.istio.io': keepHosts,
  'Gateway.networking.istio.io': keepHosts,
};

/**
 * The object as it is created again: without what the API server and controllers wrote (uid, owners, status, addresses),
 * in its target namespace and at a version that the target takes, references following. Never changes its argument.
 * Owners are set once they are all there, for an owner that is not there takes the object with it.
 */
export function sanitise(object: Manifest, context: RestoreContext): Sanitised {
  const changes: FieldChange[] = [];
  const at: Sanitising = {
    context,
    moved: isMoved(context.mapping, object),
    beside: isBesideSource(context, object),
    note: (action, field, reason) => changes.push({ field, action, reason }),
  };
  const { status, ...kept } = mapNamespaces(object, context.mapping);
  const clean: Manifest = { ...kept, ...versionOf(object, at), metadata: sanitiseMeta(object, at) };
  const kindName = kindNameOf(groupKindOf(object));
  // of a definition the rules read what the source said of its schemas
  const ruled = BY_KIND[kindName]?.({ ...clean, ...(status === undefined ? {} : { status }) }, at) ?? clean;
  const { status: _status, ...manifest } = ruled;
  return { manifest: { ...manifest, ...statusToCreate(object, at) }, changes };
}

/** The status that goes to the subresource once the object is there; undefined for none. */
export function statusToRestore(object: Manifest, context: RestoreContext): unknown {
  const place = context.statusOf(object);
  const wanted = place === 'data-at-subresource' || (place === 'subresource' && context.restoreStatus);
  return wanted ? object.status : undefined;
}

function statusToCreate(object: Manifest, { context, note }: Sanitising): { status?: unknown } {
  const place = object.status === undefined ? undefined : context.statusOf(object);
  if (place === 'body') return { status: object.status };
  if (place === 'subresource' && !context.restoreStatus) note('dropped', 'status', WRITTEN_BY_CONTROLLER);
  return {};
}

function versionOf(object: Manifest, { context, note }: Sanitising): { apiVersion?: string } {
  const version = context.versionOf(object);
  const { apiVersion } = object;
  const slash = apiVersion?.lastIndexOf('/') ?? -1;
  if (!version || !apiVersion || version === apiVersion.slice(slash + 1)) return {};
  note('changed', 'apiVersion', `the cluster serves ${version}, and no longer ${apiVersion.slice(slash + 1)}`);
  return { apiVersion: apiVersion.slice(0, slash + 1) + version };
}
