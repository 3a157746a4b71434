import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { listFiles } from '../../tools/check/list-files.ts';
import { ensureConsole } from '../../tools/console/build.ts';
import { builtInsByRequire } from './built-ins.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** A cold start reads the whole zip. */
const MAX_ZIP_BYTES = 1024 * 1024;

export interface Zip {
  name: string;
  file: string;
  bundleBytes: number;
  zipBytes: number;
}

/**
 * Bundles every function of infra/functions.yml: one ESM file in one zip, at the path of its source, the same bytes for
 * the same sources. SDK and all, since a bundle loads faster than what the runtime brings.
 * @returns the zips, and `contentKey`: 16 hex digits of the hash of all of them
 */
export async function bundleFunctions(root: string, folder: string): Promise<{ zips: Zip[]; contentKey: string }> {
  const functions = readFunctions(await readFile(path.join(root, 'infra/functions.yml'), 'utf8'));
  await mkdir(folder, { recursive: true });
  const hash = createHash('sha256');
  const zips: Zip[] = [];
  // Functions of one family share their bundle: a handlers.ts makes its services once, for all that it exports.
  const bundles = await bundle(root, [...new Set(functions.map(({ source }) => source))], await filesBeside(root));
  for (const { name, source } of functions) {
    const { code, zip } = bundles.get(source) ?? { code: Buffer.alloc(0), zip: Buffer.alloc(0) };
    if (code.length === 0) throw new Error(`${source}: esbuild wrote nothing`);
    if (zip.length > MAX_ZIP_BYTES) throw new Error(`${name}: a zip of ${zip.length} bytes, at most ${MAX_ZIP_BYTES}`);
    const file = path.join(folder, `${name}.zip`);
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, zip);
    await rename(part, file);
    hash.update(`${name}\0`).update(zip);
    zips.push({ name, file, bundleBytes: code.length, zipBytes: zip.length });
  }
  return { zips, contentKey: hash.digest('hex').slice(0, 16) };
}

interface Handler {
  name: string;
  /** Without its ending, from the root. */
  source: string;
  exported: string;
  /** Where it is not the one of serverless.yml. */
  timeoutSeconds?: number;
}

export function readFunctions(text: string): Handler[] {
  // Tags of CloudFormation (!Ref, !If) are of no interest here.
  const functions = parse(text, { logLevel: 'silent' }) as Record<string, { handler: string; timeout?: number }>;
  return Object.entries(functions).map(([name, { handler, timeout }]) => {
    const at = handler.lastIndexOf('.');
    const own = timeout === undefined ? {} : { timeoutSeconds: timeout };
    return { name, source: handler.slice(0, at), exported: handler.slice(at + 1), ...own };
  });
}

/** What lies in a zip beside the code, by the source of the function: the console's files, as they are served. */
async function filesBeside(root: string): Promise<Map<string, ZipEntry[]>> {
  const folder = await ensureConsole(root);
  const files = listFiles(folder, ['.'], ['.gz']).map(async (name) => ({
    name: `console/${name}`,
    content: await readFile(path.join(folder, name)),
  }));
  return new Map([['functions/console/handlers', await Promise.all(files)]]);
}

/** By its source, each with its zip; in one build, so that what all of them import is read once. */
async function bundle(
  root: string,
  sources: readonly string[],
  beside: ReadonlyMap<string, readonly ZipEntry[]>,
): Promise<Map<string, { code: Uint8Array; zip: Buffer }>> {
  const { outputFiles } = await build({
    entryPoints: sources.map((source) => `${source}.ts`),
    absWorkingDir: root,
    outdir: root,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    treeShaking: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': path.join(root, 'infra/package/environment-credentials.ts') },
    plugins: [builtInsByRequire],
    // What asks for built-in modules by require has none in a module.
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    write: false,
    logLevel: 'error',
  });
  return new Map(
    outputFiles.map(({ path: file, contents: code }) => {
      const name = path.relative(root, file);
      const source = name.replace(/\.mjs$/, '');
      return [source, { code, zip: zipOf([{ name, content: code }, ...(beside.get(source) ?? [])]) }];
    }),
  );
}
