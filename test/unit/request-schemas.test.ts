import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { invalid } from '../../functions/api/http/invalid.ts';
import { inPlainWords } from '../../functions/api/http/parse-request.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { backupRequestSchema } from '../../functions/domain/backup/backup-spec.ts';
import { locationRequestSchema } from '../../functions/domain/location/location-spec.ts';
import { wildValuesOf } from '../support/wild-values.ts';

const REQUESTS = ROUTES.flatMap(({ route, body, query }) => [
  ...(body ? ([[`the body of ${route}`, body]] as const) : []),
  ...(query ? ([[`the query of ${route}`, query]] as const) : []),
]);

function messagesOf(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value, { error: inPlainWords });
  return parsed.success ? [] : invalid(parsed.error, 'body').details.errors;
}

describe('whatever is sent', () => {
  it.each(REQUESTS)('%s is taken or refused by field, and never breaks a check', (_, schema) => {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    fc.assert(
      fc.property(wildValuesOf(json), (value) => {
        const parsed = schema.safeParse(value, { error: inPlainWords });
        return parsed.success || invalid(parsed.error, 'body').code === 'request.invalid';
      }),
      { numRuns: 150 },
    );
  });

  it.each(['s3.example', '127.0.0.1:9000', '', 'https://a:99999', 'https://[::1'])(
    'an endpoint %j is no address, and nothing else is said of it',
    (endpoint) => {
      const s3 = { endpoint, bucket: 'backups', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

      expect(messagesOf(locationRequestSchema, { name: 'offsite', s3 })).toEqual([
        { pointer: '/s3/endpoint', message: 'an http or https address' },
      ]);
    },
  );

  const backup = { name: 'one', cluster: 'demo', locations: ['local'], selection: { namespaces: ['shop'] } };
  it.each([
    [{ locations: 'local' }, { pointer: '/locations', message: 'a list' }],
    [{ crossCloud: true }, { pointer: '/crossCloud', message: 'only false is taken here' }],
    [{ name: 'a\0b' }, { pointer: '/name', message: 'text in one line, without control characters' }],
    [{ name: 'a\nb' }, { pointer: '/name', message: 'text in one line, without control characters' }],
    [
      { labels: { 'two words': 'x' } },
      { pointer: '/labels/two words', message: 'a label key: letters, digits, ".", "/", "_" and "-"' },
    ],
  ])('a backup with %j is refused by its field, in words', (change, error) => {
    expect(messagesOf(backupRequestSchema, { ...backup, ...change })).toEqual([error]);
  });
});
