import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const DRIFTED = { what: 'is not what the code says' };

/** The check as it runs on schemas that are loaded anew. */
async function check(folder = root) {
  vi.resetModules();
  const { checkOpenApi } = await import('../../../tools/openapi/drift.ts');
  return await checkOpenApi(folder);
}

afterEach(() => {
  vi.doUnmock('../../../functions/api/locations/schema.ts');
});

describe('OpenAPI drift', () => {
  it('is none as long as nobody changes a schema', async () => {
    expect(await check()).toEqual([]);
  });

  it('is a field that a schema got and the document did not', async () => {
    vi.doMock('../../../functions/api/locations/schema.ts', async (readOriginal) => {
      const original = await readOriginal<typeof import('../../../functions/api/locations/schema.ts')>();
      const acknowledgementSchema = original.acknowledgementSchema.extend({ by: z.string() });
      return { ...original, acknowledgementSchema };
    });

    expect(await check()).toEqual([
      expect.objectContaining({ ...DRIFTED, where: 'docs/api/openapi.json' }),
      expect.objectContaining({ ...DRIFTED, where: 'client/schema.ts' }),
    ]);
  });

  it('is a page that is not there', async () => {
    const found = (await check(path.join(root, 'nowhere'))).map(({ where }) => where);

    expect(found).toEqual([
      'docs/api/openapi.json',
      'client/schema.ts',
      'functions/api/http/allowed.json',
      'functions/domain/operation/definitions.json',
      'docs/errors.md',
    ]);
  });
});
