import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './shell.ts';

export const images = {
  pause: 'docker.io/snapferry/pause:1',
  busybox: 'docker.io/library/busybox:1',
  /** The product's default mover image: the official one's name, with busybox and kopia in it. */
  kopia: 'docker.io/kopia/kopia:0.23.1',
} as const;

type Image = {
  readonly name: string;
  readonly binaries: readonly string[];
  readonly shell: boolean;
  readonly entry?: string;
  /** A folder that is laid over the rest. */
  readonly tree?: string;
};

/**
 * Makes the images as OCI archives, without an engine and without a registry, unless they are made.
 * @returns paths of the archives, which `ctr image import` takes. They lie beside the newest program in them.
 */
export async function ensureImages(programs: { pause: string; kopia: string }): Promise<string[]> {
  const archive = (name: string, beside: string) => join(dirname(beside), `${name}-image.tar`);
  const made: [string, Image][] = [
    [
      archive('pause', programs.pause),
      { name: images.pause, binaries: [programs.pause], shell: false, entry: '/bin/pause' },
    ],
    [archive('busybox', programs.pause), { name: images.busybox, binaries: [], shell: true }],
    [
      archive('kopia', programs.kopia),
      { name: images.kopia, binaries: [programs.kopia], shell: true, entry: '/bin/kopia' },
    ],
  ];
  for (const [path, image] of made) if (!existsSync(path)) await makeImage(path, image);
  return made.map(([path]) => path);
}

export async function makeImage(path: string, image: Image): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'snapferry-image-'));
  try {
    const layer = await packFolder(await fillRoot(join(work, 'root'), image), join(work, 'layer.tar'));
    await writeLayout(join(work, 'oci'), image, layer);
    await packFolder(join(work, 'oci'), `${path}.unfinished`);
    await rename(`${path}.unfinished`, path);
  } finally {
    await rm(work, { recursive: true });
  }
}

async function fillRoot(root: string, image: Image): Promise<string> {
  for (const folder of ['bin', 'etc', 'root', 'tmp', 'dev', 'proc', 'sys', 'mnt', 'var']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await chmod(join(root, 'tmp'), 0o1777);
  for (const binary of image.binaries) await copyFile(binary, join(root, 'bin', binary.split('/').pop() ?? ''));
  if (image.shell) await addShell(root);
  if (image.tree !== undefined) await run('cp', '--archive', `${image.tree}/.`, root);
  return root;
}

async function addShell(root: string): Promise<void> {
  await copyFile('/bin/busybox', join(root, 'bin/busybox'));
  for (const applet of (await run('/bin/busybox', '--list')).split('\n')) {
    if (applet !== '' && applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
  }
  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  );
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
}

/** Reproducible: sorted, without owners and times. */
async function packFolder(folder: string, archive: string): Promise<string> {
  const same = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  await run('tar', ...same, '--create', '--file', archive, '--directory', folder, '.');
  return archive;
}

/** An OCI image layout of one layer (opencontainers/image-spec, image-layout.md). */
async function writeLayout(folder: string, image: Image, layerFile: string): Promise<void> {
  const blobs = join(folder, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const put = async (mediaType: string, content: Buffer) => {
    const digest = sha256(content);
    await writeFile(join(blobs, digest), content);
    return { mediaType, digest: `sha256:${digest}`, size: content.length };
  };
  const type = (kind: string) => `application/vnd.oci.image.${kind}`;
  const layer = await readFile(layerFile);
  const config = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: {
      Env: ['PATH=/bin:/sbin:/usr/bin:/usr/sbin'],
      WorkingDir: '/',
      ...(image.entry === undefined ? { Cmd: ['/bin/sh'] } : { Entrypoint: [image.entry] }),
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: type('manifest.v1+json'),
    config: await put(type('config.v1+json'), Buffer.from(JSON.stringify(config))),
    layers: [await put(type('layer.v1.tar+gzip'), gzipSync(layer, { level: 1 }))],
  };
  const described = await put(manifest.mediaType, Buffer.from(JSON.stringify(manifest)));
  const annotations = {
    'io.containerd.image.name': image.name,
    'org.opencontainers.image.ref.name': image.name.split(':').pop(),
  };
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...described, annotations }] }),
  );
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
