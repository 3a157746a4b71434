import { registerHooks } from 'node:module';

/** openapi-typescript builds its output with the API of TypeScript 5 and 6, which TypeScript 7 has no more. */
const WITH_API = '@ts-morph/common/dist/typescript.js';

/** client/schema.ts: the types of all that the document describes. */
export async function renderClientTypes(document: string): Promise<string> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(specifier === 'typescript' ? WITH_API : specifier, context),
  });
  const { astToString, default: openapiTs } = await import('openapi-typescript');
  hooks.deregister();
  const types = astToString(await openapiTs(document, { defaultNonNullable: false }));
  return `// Written by npm run openapi, from docs/api/openapi.json.\n\n${types}`;
}
