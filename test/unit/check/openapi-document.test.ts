import { describe, expect, it } from 'vitest';
import { renderDocument } from '../../../tools/openapi/document.ts';

interface Described {
  parameters?: { name: string }[];
  responses: Record<string, { headers?: Record<string, { schema: { example?: string } }> }>;
}

describe('the OpenAPI document', () => {
  it('asks for If-Match where reading answers with an ETag that has a generation, and nowhere else', () => {
    const { paths } = renderDocument() as { paths: Record<string, Record<string, Described>> };
    const changes = Object.entries(paths).flatMap(([path, operations]) => {
      const hasEtag = operations.get?.responses['200']?.headers?.ETag?.schema.example !== undefined;
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

  it('answers every GET with an ETag and takes If-None-Match, but for what shows a secret', () => {
    const { paths } = renderDocument() as { paths: Record<string, Record<string, Described>> };
    const without = Object.entries(paths).flatMap(([path, { get }]) => {
      if (!get) return [];
      const { parameters = [], responses } = get;
      const has = [
        responses['200']?.headers?.ETag,
        responses['304'],
        parameters.find(({ name }) => name === 'If-None-Match'),
      ];
      return has.every((one) => one !== undefined) ? [] : [path];
    });

    expect(without).toEqual(['/v1/locations/{name}/recovery-key']);
  });
});
