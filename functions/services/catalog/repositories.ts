import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Clock, isoNow } from '../clock/clock.ts';
import { openTable } from '../dynamodb/table.ts';
import type { Repositories, RepositoryKey } from './catalog.ts';
import { keyOf } from './rows.ts';

/** `repository` / `<locationUid>#<clusterId>#<namespace>`: without the row every backup would pay a Job to find out. */
export function openRepositories(client: DynamoDBClient, tableName: string, clock: Clock): Repositories {
  const table = openTable(client, tableName);
  return {
    async exists(key) {
      return (await table.get(keyOf('repository', nameOf(key)))) !== undefined;
    },
    async recordCreated(key) {
      await table.put({ ...keyOf('repository', nameOf(key)), ...key, createdAt: isoNow(clock) });
    },
  };
}

function nameOf({ locationUid, clusterId, namespace }: RepositoryKey): string {
  return [locationUid, clusterId, namespace].join('#');
}
