import { Fault } from '../errors.ts';

/** A claim, as far as it tells whether its volume can be read. */
interface ReadClaim {
  namespace: string;
  name: string;
  ephemeral: boolean;
  deleting: boolean;
  lost?: string;
  excluded?: string;
  mayBeLeftOut?: string;
  volume?: { driver?: string };
}

/** A volume that no method of this release is for. */
export interface RefusedVolume {
  namespace: string;
  pvc: string;
  reason: string;
  fault?: Fault;
}

/** Rejected `snapshot_class.*`, `storage_class.not_found` or `method.unsupported`: of the first, listing all. */
export function refusalOf(refused: readonly RefusedVolume[]): Fault | undefined {
  const [first] = refused;
  if (!first) return undefined;
  const outcome = 'Unsupported';
  const listed = refused.slice(0, 50).map(({ namespace, pvc, reason }) => ({ namespace, pvc, reason, outcome }));
  const message = refused.slice(0, 5).map(({ namespace, pvc, reason }) => `${namespace}/${pvc} ${reason}`);
  const { code = 'method.unsupported', message: said = message.join('; '), details } = first.fault ?? {};
  return new Fault(code, said, { details: { ...details, volumes: listed } });
}

/** As many as fit into a message; the details name more. */
const MAX_NAMED = 20;

/** Rejected `volume.lost`, `volume.terminating`, naming each. */
export function unreadableOf(claims: readonly ReadClaim[]): Fault | undefined {
  const wanted = claims.filter(
    ({ ephemeral, excluded, mayBeLeftOut }) => !ephemeral && excluded === undefined && mayBeLeftOut === undefined,
  );
  const refused = wanted.flatMap((claim) => {
    const reason = whyUnreadable(claim);
    const outcome = claim.lost ? 'Lost' : 'Terminating';
    return reason ? [{ namespace: claim.namespace, pvc: claim.name, reason, outcome }] : [];
  });
  if (refused.length === 0) return undefined;
  const named = refused.slice(0, MAX_NAMED).map(({ namespace, pvc, reason }) => `claim ${namespace}/${pvc} ${reason}`);
  const more = refused.length > MAX_NAMED ? [`${refused.length - MAX_NAMED} more claims`] : [];
  const code = wanted.some(({ lost }) => lost) ? 'volume.lost' : 'volume.terminating';
  return new Fault(code, [...named, ...more].join('; '), { details: { volumes: refused.slice(0, 50) } });
}

export function whyUnreadable({ lost, deleting, volume }: ReadClaim): string | undefined {
  return lost ?? (deleting && volume ? 'is being deleted, and no snapshot of it can be made' : undefined);
}

/** A backup that could be made, and never brought back. */
export function withoutClass({ namespace, name, volume }: ReadClaim): Fault {
  const message = `${namespace}/${name} has no StorageClass, and no single one of ${volume?.driver} is there to copy it with`;
  return new Fault('storage_class.not_found', message, { disposition: 'Rejected' });
}
