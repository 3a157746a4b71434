import { expect, it } from 'vitest';
import { renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import { claimLocation } from '../../functions/services/location/s3-locations.ts';
import { createMemoryStore } from '../support/memory-store.ts';

it('a store that says the marker is there, and does not give it, is named as what is wrong', async () => {
  const store = { ...createMemoryStore(), put: async () => 'exists' as const };
  const claim = { installationId: 'a', locationUid: 'l1', recoveryKey: renderRecoveryKey(new Uint8Array(32)) };

  await expect(claimLocation(store, claim)).rejects.toMatchObject({
    code: 'location.refused',
    message: 'the store says that snapferry.json is there, and does not give it',
  });
});
