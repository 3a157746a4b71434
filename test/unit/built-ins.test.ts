import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { builtInsByRequire } from '../../infra/package/built-ins.ts';

/** Of each way to ask for what Node brings, what it gives. */
const SOURCE = `
  import http, { Agent } from 'node:http';
  import * as zlib from 'zlib';
  import { setTimeout } from 'node:timers/promises';
  export { sep } from 'node:path';
  export const kinds = [typeof http.request, typeof Agent, typeof zlib.gzipSync, typeof setTimeout];
`;

it('asks for what Node brings by require, however a source asks for it', async () => {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [builtInsByRequire],
    banner: { js: "import{createRequire as r}from'node:module';const require=r('file:///');" },
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';

  expect([...code.matchAll(/\bfrom\s*["']([^"']+)["']/g)].map(([, asked]) => asked)).toEqual(['node:module']);
  const made = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as object;
  expect(made).toMatchObject({ sep: '/', kinds: ['function', 'function', 'function', 'function'] });
});
