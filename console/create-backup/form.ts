import type { Schemas } from '../../client/client.ts';
import { type LabelPair, labelsOf } from '../parts/label-pairs.ts';
import type { Draft, SingleResource } from './draft.ts';
import { parseSelector } from './selector.ts';

type Scheduled = Schemas['ScheduledBackup'];
type Selection = Scheduled['selection'];

/** What is typed and chosen, in the order of the page. */
export interface Form {
  cluster: string;
  name: string;
  /** Named as Kubernetes names things, where a backup is named as people do. */
  scheduleName: string;
  location: string;
  /** By CSI provisioner, where somebody has chosen. */
  snapshotClasses: Readonly<Record<string, string>>;
  offload: boolean;
  onSchedule: boolean;
  policy: string;
  preExecRule: string;
  postExecRule: string;
  maxFreeze: string;
  labels: readonly LabelPair[];
  namespaces: readonly string[];
  namespaceLabel: string;
  types: readonly string[];
  resourceLabel: string;
  single: readonly SingleResource[];
  snapshotTimeout: string;
  keep: string;
  onOffloadFailure: 'keep' | 'remove';
  failedFor: string;
}

export function formOf(draft: Draft, today: string): Form {
  const {
    cluster,
    namespaces,
    namespaceLabel = '',
    types = [],
    resourceLabel = '',
    single,
    onSchedule = false,
  } = draft;
  const first = namespaces[0] ?? single[0]?.namespace ?? cluster;
  return {
    cluster,
    name: first === '' ? '' : `${first}-${today}`,
    scheduleName: first,
    location: '',
    snapshotClasses: {},
    offload: true,
    onSchedule,
    policy: '',
    preExecRule: '',
    postExecRule: '',
    maxFreeze: '',
    labels: [],
    namespaces,
    namespaceLabel,
    types,
    resourceLabel,
    single,
    snapshotTimeout: '',
    keep: '',
    onOffloadFailure: 'keep',
    failedFor: '',
  };
}

/** What of the form is the same by hand and on a schedule. Defaults of the API are left to it. */
export function scheduledOf(form: Form): Scheduled {
  const { cluster, location, offload, snapshotClasses, preExecRule, postExecRule, maxFreeze, snapshotTimeout } = form;
  const labels = labelsOf(form.labels);
  const localCopies = {
    ...(form.keep === '' ? {} : { keep: Number(form.keep) }),
    ...(form.onOffloadFailure === 'keep' ? {} : { onOffloadFailure: form.onOffloadFailure }),
    ...(form.failedFor === '' ? {} : { failedFor: form.failedFor }),
  };
  return {
    cluster,
    locations: location === '' ? [] : [location],
    selection: selectionOf(form),
    ...(offload ? {} : { offload }),
    ...(Object.keys(snapshotClasses).length > 0 ? { snapshotClasses: { ...snapshotClasses } } : {}),
    ...(preExecRule === '' ? {} : { preExecRule }),
    ...(postExecRule === '' ? {} : { postExecRule }),
    ...(maxFreeze === '' ? {} : { maxFreeze }),
    ...(snapshotTimeout === '' ? {} : { snapshotTimeout }),
    ...(Object.keys(localCopies).length > 0 ? { localCopies } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  };
}

export function backupOf(form: Form): Schemas['BackupRequest'] {
  return { name: form.name.trim(), ...scheduledOf(form) };
}

export function scheduleOf(form: Form): Schemas['ScheduleRequest'] {
  return { name: form.scheduleName.trim(), policy: form.policy, backup: scheduledOf(form) };
}

function selectionOf({ namespaces, namespaceLabel, types, resourceLabel, single }: Form): Selection {
  const byNamespace = parseIf(namespaceLabel);
  const byResource = parseIf(resourceLabel);
  return {
    ...(namespaces.length > 0 ? { namespaces: [...namespaces] } : {}),
    ...(byNamespace ? { namespaceLabelSelector: byNamespace } : {}),
    ...(types.length > 0 ? { resourceTypes: types.map(typeOf) } : {}),
    ...(byResource ? { resourceLabelSelector: byResource } : {}),
    ...(single.length > 0 ? { resources: [...single] } : {}),
  };
}

function parseIf(text: string) {
  return text.trim() === '' ? undefined : parseSelector(text);
}

/** `Deployment.apps` → kind and group */
function typeOf(type: string): { group?: string; kind: string } {
  const [kind = '', ...group] = type.split('.');
  return group.length === 0 ? { kind } : { group: group.join('.'), kind };
}

/** What is missing before the API is asked, by the pointer of its field. */
export function missingOf(form: Form, missing: string, wrongSelector: string): Record<string, string> {
  const named = form.namespaces.length + form.single.length > 0 || form.namespaceLabel.trim() !== '';
  const wrong = (text: string) => text.trim() !== '' && parseSelector(text) === undefined;
  return {
    ...(form.cluster === '' ? { '/cluster': missing } : {}),
    ...((form.onSchedule ? form.scheduleName : form.name).trim() === '' ? { '/name': missing } : {}),
    ...(form.location === '' ? { '/locations': missing } : {}),
    ...(form.onSchedule && form.policy === '' ? { '/policy': missing } : {}),
    ...(named ? {} : { '/selection/namespaces': missing }),
    ...(wrong(form.namespaceLabel) ? { '/selection/namespaceLabelSelector': wrongSelector } : {}),
    ...(wrong(form.resourceLabel) ? { '/selection/resourceLabelSelector': wrongSelector } : {}),
  };
}
