import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock/clock.ts';
import { createTable } from '../dynamodb/table.ts';
import type { Leases } from './catalog.ts';
import { keyOf } from './rows.ts';

const isMine = '#holder = :holder';
const isUnrenewed = '#expiresAt = :expiresAt';
const isFree = 'attribute_not_exists(#holder)';
const hasExpired = '#expiresAt <= :now';
const FREED = { holder: undefined, expiresAt: undefined };

/** `lease` / `<name>`. The row outlives its holder, so that the token never starts again. */
export function createLeases(client: DynamoDBClient, tableName: string, clock: Clock): Leases {
  const table = createTable(client, tableName);
  return {
    async acquire(name, holder, ttlSeconds) {
      const now = clock.now();
      const key = keyOf('lease', name);
      const expiresAt = new Date(now.getTime() + ttlSeconds * 1000).toISOString();
      const renewed = await table.update(key, { expiresAt }, { when: isMine, values: { ':holder': holder } });
      if (renewed) return Number(renewed.token);
      const claim = {
        when: [isFree, hasExpired].join(' OR '),
        values: { ':now': now.toISOString(), ':one': 1, ':zero': 0 },
        extra: ['#token = if_not_exists(#token, :zero) + :one'],
      };
      const claimed = await table.update(key, { holder, expiresAt }, claim);
      return claimed && Number(claimed.token);
    },

    async release(name, holder) {
      await table.update(keyOf('lease', name), FREED, { when: isMine, values: { ':holder': holder } });
    },

    async listHeld() {
      const rows = await table.queryAll({ of: { kind: 'lease' } });
      return rows.flatMap(({ name, holder, expiresAt }) =>
        holder === undefined ? [] : [{ name: String(name), holder: String(holder), expiresAt: String(expiresAt) }],
      );
    },

    async clear({ name, holder, expiresAt }) {
      const values = { ':holder': holder, ':expiresAt': expiresAt };
      const when = `${isMine} AND ${isUnrenewed}`;
      return (await table.update(keyOf('lease', name), FREED, { when, values })) !== undefined;
    },
  };
}
