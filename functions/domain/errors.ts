/**
 * What may go wrong, in one table. A disposition is the error name that a state machine and the HTTP edge act on;
 * a code says which fault it is; the remedy says what a person can do about it.
 */
export type Disposition = 'Transient' | 'Permanent' | 'Rejected' | 'Cancelled';

interface FaultEntry {
  disposition: Disposition;
  /** HTTP status when the fault reaches the API. */
  status: number;
  /** One sentence for the person who reads it. */
  remedy: string;
}

export const FAULTS = {
  // the request
  'request.invalid': rejected(400, 'Correct the field that is named and send the request again.'),
  'request.not_json': rejected(400, 'Send a JSON object with content-type application/json.'),
  'request.too_large': rejected(413, 'Send a body of at most 1 MiB and a spec of at most 64 KiB.'),
  'request.not_found': rejected(404, 'Check the path and the name.'),
  'request.method_not_allowed': rejected(405, 'Use one of the methods that the Allow header lists.'),
  'request.timeout': transient(
    503,
    'It may have been done: read what it changes again, or send it again with the same Idempotency-Key.',
  ),
  'request.forbidden': rejected(403, 'Use a token that carries the scope that is named.'),
  'request.unauthenticated': rejected(401, 'Send a valid bearer token.'),
  'request.idempotency_mismatch': rejected(422, 'Use another Idempotency-Key for another body.'),
  'request.cursor_invalid': rejected(400, 'Use a cursor only with the filters it came from.'),
  'request.precondition_required': rejected(428, 'Send If-Match with the ETag that you read.'),
  'request.precondition_failed': rejected(412, 'Read the object again and repeat the change on its new ETag.'),
  'name.taken': rejected(409, 'Choose another name, or change the object that has it.'),
  'object.in_use': rejected(
    409,
    'Remove what uses it first; the answer lists it. With ?force=true it is ended with it.',
  ),
  'settings.cluster_only': rejected(422, 'Leave it out; an admin sets it with PUT /v1/clusters/{name}, in settings.'),
  'settings.out_of_bounds': rejected(
    422,
    'Ask for no more than is named, or have an admin raise settings.limits, or settings.moverLimit, of the cluster.',
  ),
  // clusters
  'cluster.not_found': rejected(404, 'Register the cluster, or check its name.'),
  'cluster.duplicate': rejected(409, 'Use the name under which this cluster is registered.'),
  'cluster.kubeconfig_refused': rejected(
    422,
    'Give a kubeconfig with https server, CA data and a token or client certificate data only.',
  ),
  'cluster.address_refused': rejected(422, 'Give the https address of a cluster that this installation may reach.'),
  'cluster.unreachable': transient(503, 'Check that the API server answers from where Snapferry runs.'),
  'cluster.unauthorized': permanent(502, 'Renew the credentials of the cluster and apply the RBAC manifests again.'),
  'cluster.forbidden': permanent(502, 'Apply the RBAC manifests of infra/cluster to the cluster.'),
  'cluster.wants_admin': rejected(
    403,
    "Use a token with the admin scope, restore onto the backup's own cluster, or have an admin name the target as gatewayCluster of the location.",
  ),
  'cluster.identity_known': rejected(
    409,
    'Register it with the CA that it had; if it has another one now, an admin says so with "adopt": true.',
  ),
  'cluster.answer_invalid': permanent(502, 'Look at what answers at that address: it does not speak as an API server.'),
  'cluster.no_restore_identity': rejected(409, 'Register restoreAccess for the cluster before you restore to it.'),
  'cluster.request_refused': permanent(502, 'The API server refused the object; the message says why.'),
  // locations
  'location.not_found': rejected(404, 'Create the location, or check its name.'),
  'location.not_valid': rejected(
    409,
    'Validate the location, also from this cluster, and correct what validation names.',
  ),
  'location.wants_admin': rejected(
    403,
    'Let a token with the admin scope validate the location from that cluster once; from then on operate is enough.',
  ),
  'location.key_mismatch': rejected(409, 'Give the recovery key that the location was created with.'),
  'location.foreign': rejected(409, 'Another installation writes here; import from it, or take it over explicitly.'),
  'location.marker_missing': permanent(
    409,
    'Look for what was deleted from the bucket; then validate the location again, which makes it anew.',
  ),
  'location.unreachable': transient(503, 'Check endpoint, bucket and network of the location.'),
  'location.refused': permanent(502, 'Check bucket and credentials of the location.'),
  'location.credentials_expired': permanent(
    502,
    'Give the location new credentials with PUT, which validates it again.',
  ),
  'location.key_not_kept': rejected(
    409,
    'Read it with GET …/recovery-key, keep it, acknowledge it with POST …/recovery-key, then delete the location.',
  ),
  'location.address_refused': rejected(422, 'Give an endpoint that this installation may reach.'),
  'object.too_large': permanent(409, 'Look at the object that is named: Snapferry writes none of that size.'),
  'location.no_conditional_write': permanent(422, 'Use a store that honours If-None-Match on PUT.'),
  'recovery_key.invalid': rejected(
    422,
    'Give a key of the form sfrk1-… with 32 random bytes, or leave it out to have one made.',
  ),
  // policies and schedules
  'policy.not_found': rejected(404, 'Create the policy, or check its name.'),
  'schedule.not_found': rejected(404, 'Create the schedule, or check its name.'),
  'schedule.entry_not_found': rejected(422, 'Name an entry of the policy of the schedule.'),
  'slot.missed': permanent(504, 'The slot passed while nothing could run it; see whether a later run has Succeeded.'),
  'slot.skipped': rejected(409, 'The run before was not over; let the policy queue runs, or fire less often.'),
  // selection and methods
  'namespace.not_found': rejected(404, 'Check the namespaces of the selection against the cluster.'),
  'namespace.wants_admin': rejected(
    403,
    'Use a token with the admin scope; or leave out the namespaces of the system that are named, and restore into namespaces that are not there yet.',
  ),
  'selection.empty': rejected(422, 'Select at least one namespace that exists.'),
  'snapshot_class.ambiguous': rejected(422, 'Map the provisioner to one of the VolumeSnapshotClasses listed.'),
  'snapshot_class.not_found': rejected(422, 'Map the provisioner to a VolumeSnapshotClass that exists.'),
  'snapshot_class.other_driver': rejected(422, 'Map the provisioner to a VolumeSnapshotClass of its own driver.'),
  'method.unsupported': rejected(422, 'Exclude the volume, or wait for a release that supports the method.'),
  'storage_class.missing': permanent(
    422,
    'Name one of the StorageClasses that are there for it in storageClassMapping, or create it.',
  ),
  // snapshots
  'snapshot.failed': permanent(502, 'Read the driver message; correct the storage and retry the backup.'),
  'snapshot.timeout': permanent(504, 'Raise snapshotTimeout if the storage needs longer, and retry the backup.'),
  'snapshot.ready_timeout': permanent(504, 'Raise readyTimeout if the storage needs longer, and retry the backup.'),
  'snapshot.limit': permanent(502, 'Remove snapshots of the volume, or raise the limit of the driver.'),
  'snapshot.gone': permanent(502, 'Somebody deleted the snapshot; retry the backup.'),
  'volume.taken': permanent(
    409,
    'Give the free PersistentVolume that is named a claimRef, or another class, so that no temporary claim is given it.',
  ),
  'volume.lost': rejected(
    409,
    'Bring the PersistentVolume back or delete the claim; the backups before, which have its data, stay.',
  ),
  'volume.terminating': rejected(
    409,
    'Stop what uses the claim, so that it goes, or copy its data to a claim that stays: no snapshot of it can be made.',
  ),
  'volume.gone': permanent(502, 'The claim was deleted; retry the backup.'),
  // movers
  'mover.failed': permanent(502, 'Read the diagnosis on the volume, correct it and retry the backup.'),
  'mover.not_started': permanent(
    504,
    'Read the diagnosis on the volume: quota, image, scheduling or volume attachment.',
  ),
  'mover.out_of_memory': permanent(502, 'Raise the memory of the mover in the settings of the cluster.'),
  'volume.unsupported_names': permanent(
    422,
    'Rename the files that the message lists, or move them out of the volume, and back up again.',
  ),
  'mover.incomplete': permanent(502, 'Files could not be read; the diagnosis names them.'),
  'repository.failed': permanent(502, 'Read the diagnosis; check bucket, credentials and recovery key.'),
  'repository.missing': permanent(
    409,
    'Look for what was deleted from the bucket; the next backup makes the repository anew.',
  ),
  'repository.mismatch': permanent(
    409,
    'Put the repository back that was made there; if it is gone for good, delete the objects below its path and back up again.',
  ),
  'repository.unreadable': permanent(
    409,
    'Put back what was there, kopia.repository first (the bucket may have versions of it); if it is gone for good, move away or delete the objects below its path and back up again.',
  ),
  // seals and restores
  'backup.not_found': rejected(404, 'Check the id of the backup.'),
  'backup.not_restorable': rejected(409, 'Choose a backup that has Succeeded.'),
  'backup.damaged': rejected(
    409,
    'Restore another backup; or put back what the bucket has lost and maintain the location with full: true, which looks again.',
  ),
  'backup.newest': rejected(
    409,
    'No newer good backup of its schedule has the same data; wait for one that has, or delete this one with ?force=true.',
  ),
  'backup.legal_hold': rejected(409, 'Take the legal hold off first, with an admin token.'),
  'backup.in_use': rejected(409, 'Wait for the end of the restores that are listed, or cancel them.'),
  'backup.deleting': rejected(409, 'Its seal is gone: the deletion runs to its end.'),
  'deletion.no_cluster': permanent(
    409,
    'Give the location a gatewayCluster, or delete with ?force=true: what is in the repositories then stays.',
  ),
  'backup.sealing': rejected(409, 'The backup is being sealed; wait for its end.'),
  'operation.not_found': rejected(404, 'Check the id.'),
  'operation.ended': rejected(409, 'The operation has ended.'),
  'operation.running': rejected(409, 'Wait for the end of the operation, or cancel it.'),
  'seal.invalid': permanent(409, 'The seal was altered or the key is wrong; restore another backup.'),
  'seal.missing': permanent(409, 'The location has no seal of this backup; restore another backup.'),
  'part.invalid': permanent(409, 'A manifest part was altered; restore another backup.'),
  'part.missing': permanent(409, 'A manifest part is missing; restore another backup.'),
  'repository.corrupt': permanent(409, 'Data in the repository was altered or lost; restore another backup.'),
  'restore.not_offloaded': permanent(
    409,
    'Restore it on the cluster that has its snapshots, or back it up with offload and restore that.',
  ),
  'restore.conflict': permanent(409, 'Remove or rename what exists, or restore into another namespace.'),
  'restore.kind_missing': permanent(
    409,
    'Install what provides the kind that is named, in that version, then restore again.',
  ),
  'restore.refused': permanent(
    502,
    'The cluster refused an object; correct what the message says, then restore again.',
  ),
  'restore.incomplete': permanent(
    502,
    'The message says what is missing, GET …/objects?outcome=dropped why; POST …/undo clears what this restore made.',
  ),
  'undo.no_record': rejected(
    409,
    'The restore is of before there was a record of what it made: its warnings list what stays, for a person to remove.',
  ),
  'undo.succeeded': rejected(
    409,
    'What it brought back is in use, or may be; with ?force=true it is removed, with what was written since.',
  ),
  'undo.incomplete': permanent(
    502,
    'Look why the objects that are named do not go (a finalizer, a pod on a node that is away), then ask for it again.',
  ),
  // notifications
  'notification.not_found': rejected(404, 'Create the receiver, or check its name.'),
  'notification.undelivered': transient(
    502,
    'See that the receiver answers 2xx at its own address within 10 s, or that the topic lets Snapferry publish.',
  ),
  'notification.address_refused': rejected(
    422,
    'Give an https address that this installation may reach; http only within its ALLOWED_CIDRS.',
  ),
  'notification.topic_refused': rejected(
    422,
    'Name the topic in the parameter NotificationTopicArns of the stack; the embedded stack needs AWS_ENDPOINT_URL_SNS.',
  ),
  // operations
  'object.name_collision': permanent(409, 'An object that is not ours has the name; remove or rename it.'),
  'operation.cancelled': {
    disposition: 'Cancelled',
    status: 409,
    remedy: 'Start the operation again when you want it.',
  },
  'operation.deadline': permanent(504, 'The operation took longer than its deadline; retry it.'),
  'execution.superseded': permanent(409, 'A newer execution has taken over; nothing to do.'),
  'execution.lost': permanent(500, 'The execution was lost too often; look at the history of its executions.'),
  'ledger.busy': transient(503, 'Try again.'),
  'service.unavailable': transient(503, 'Try again.'),
  internal: permanent(500, 'This is a fault of Snapferry; report it with the request id.'),
} as const satisfies Record<string, FaultEntry>;

export type FaultCode = keyof typeof FAULTS;

interface FaultOptions {
  cause?: unknown;
  /** JSON-safe facts for a person or the API: never a secret or an object's body. */
  details?: Record<string, unknown>;
  /** When the other side said when to come back. */
  retryAfterSeconds?: number;
  /** Overrides the disposition of the table, e.g. a Transient that has run out of time. */
  disposition?: Disposition;
}

/** Thrown by any layer. `name` is the disposition, since that is what a state machine's Retry and Catch see. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly disposition: Disposition;
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.disposition = options.disposition ?? FAULTS[code].disposition;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.name = this.disposition;
  }
}

/** Makes a Fault of anything thrown, once, at the edge of a service or of a handler. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  return new Fault('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}

/** What a record keeps of a fault. */
export interface Failure {
  code: FaultCode;
  message: string;
  stage?: string;
}

export function failureOf(fault: Fault, stage?: string): Failure {
  return { code: fault.code, message: fault.message.slice(0, 3000), ...(stage ? { stage } : {}) };
}

function rejected(status: number, remedy: string): FaultEntry {
  return { disposition: 'Rejected', status, remedy };
}
function permanent(status: number, remedy: string): FaultEntry {
  return { disposition: 'Permanent', status, remedy };
}
function transient(status: number, remedy: string): FaultEntry {
  return { disposition: 'Transient', status, remedy };
}
