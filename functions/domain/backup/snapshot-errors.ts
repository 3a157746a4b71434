import type { FaultCode } from '../errors.ts';

/**
 * Messages that no retry heals. Anything else in `status.error` is waited out: the snapshot controller retries with
 * back-off, and most errors of a busy array go away by themselves.
 */
const HOPELESS: readonly { pattern: RegExp; code: FaultCode; hint: string }[] = [
  {
    // vSphere CSI: three snapshots a volume unless the setting says otherwise
    pattern:
      /reached (the )?(maximum|max)|maximum.*snapshots.*(reached|exceeded)|global-max-snapshots-per-block-volume/i,
    code: 'snapshot.limit',
    hint: 'the volume has as many snapshots as its driver allows (vSphere: global-max-snapshots-per-block-volume)',
  },
  {
    pattern:
      /does not support (volume )?snapshot|snapshots? (is|are) not supported|CREATE_DELETE_SNAPSHOT|Unimplemented/i,
    code: 'snapshot.failed',
    hint: 'the driver does not support snapshots of this volume',
  },
  {
    pattern: /cannot find CSI PersistentVolumeSource|failed to get input parameters|InvalidArgument/i,
    code: 'snapshot.failed',
    hint: 'the driver refused the request',
  },
];

/** The code and a hint when a snapshot error is known to be final; undefined when it may heal. */
export function hopelessSnapshotError(message: string): { code: FaultCode; hint: string } | undefined {
  const found = HOPELESS.find(({ pattern }) => pattern.test(message));
  return found ? { code: found.code, hint: found.hint } : undefined;
}
