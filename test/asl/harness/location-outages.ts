import { Fault } from '../../../functions/domain/errors.ts';
import type { Services } from '../../../functions/platform/services.ts';
import type { LocationClaims, ObjectStore } from '../../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../../functions/services/location/object-backup-store.ts';
import type { State } from './calls.ts';
import { currentLife, mortal } from './mortal.ts';

/** A store that answers nobody while it is down. */
export function withOutages(
  locations: Services['locations'] & LocationClaims,
  bucket: ObjectStore,
  state: Pick<State, 'locationDown' | 'pending'>,
): Services['locations'] & LocationClaims {
  const isPending = () => {
    const [life, { pending }] = [currentLife(), state];
    if (!pending || !life) return false;
    const isTold = pending.get(life) ?? pending.size % 2 === 0;
    pending.set(life, isTold);
    return isTold;
  };
  const answering = <Given extends unknown[], Result>(call: (...given: Given) => Promise<Result>) => {
    return async (...given: Given): Promise<Result> => {
      if (state.locationDown) throw new Fault('location.unreachable', 'the store does not answer');
      if (isPending()) throw new Fault('location.pending', 'the store answers in a moment');
      return await call(...given);
    };
  };
  return {
    claim: answering(locations.claim),
    async open(ref) {
      const opened = await locations.open(ref);
      const { put, get, list, folders, delete: remove } = bucket;
      const reading = { get: answering(get), list: answering(list), folders: answering(folders) };
      const objects = mortal({ ...reading, put: answering(put), delete: answering(remove) });
      return { ...opened, store: createObjectBackupStore(objects) };
    },
  };
}
