import { describe, expect, it } from 'vitest';
import { renderDocument } from '../../../tools/openapi/document.ts';

interface Described {
  parameters?: { name: string }[];
  responses: Record<string, { headers?: Record<string, unknown> }>;
}

describe('the OpenAPI document', () => {
  it('asks for If-Match where reading answers with an ETag, and nowhere else', () => {
    const { paths } = renderDocument() as { paths: Record<string, Record<string, Described>> };
    const changes = Object.entries(paths).flatMap(([path, operations]) => {
      const hasEtag = operations.get?.responses['200']?.headers?.ETag !== undefined;
      return Object.entries(operations)
        .filter(([method]) => method === 'put' || method === 'delete')
        .map(([method, { parameters = [] }]) => ({
          route: `${method} ${path}`,
          hasEtag,
          asks: parameters.some(({ name }) => name === 'If-Match'),
        }));
    });

    expect(changes.length).toBeGreaterThan(10);
    expect(changes.filter(({ asks, hasEtag }) => asks !== hasEtag)).toEqual([]);
  });
});
