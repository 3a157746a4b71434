import { apiVersionOf, type KindBook } from '../kinds.ts';
import { noSuchPath } from '../status.ts';
import { type Answer, ok } from './request.ts';

function pathOf(groupVersion: string): string {
  return groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`;
}

/**
 * As much of /openapi/v3 as kubectl needs to see that the server itself validates fields; it then asks for no schema.
 * Undefined when the path is another.
 */
export function openApi(kinds: KindBook, path: string): Answer | undefined {
  if (!path.startsWith('/openapi/v3')) return undefined;
  const rest = path.slice('/openapi/v3'.length).replace(/^\//, '');
  const versions = [...new Set(kinds.all().map(apiVersionOf))];
  if (rest === '') {
    const paths = versions.map(pathOf).map((one) => [one, { serverRelativeURL: `/openapi/v3/${one}` }]);
    return ok({ paths: Object.fromEntries(paths) });
  }
  const groupVersion = versions.find((one) => pathOf(one) === rest);
  if (groupVersion === undefined) throw noSuchPath();
  const paths = kinds
    .all()
    .filter((kind) => apiVersionOf(kind) === groupVersion)
    .map((kind) => {
      const parent = kind.namespaced ? '/namespaces/{namespace}' : '';
      const operation = {
        'x-kubernetes-group-version-kind': { group: kind.group, version: kind.version, kind: kind.kind },
        parameters: [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }],
        responses: { 200: { description: 'OK' } },
      };
      return [`/${rest}${parent}/${kind.plural}/{name}`, { patch: operation }];
    });
  return ok({ openapi: '3.0.0', info: { title: 'simulator', version: 'v1' }, paths: Object.fromEntries(paths) });
}
