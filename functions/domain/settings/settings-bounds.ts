import { Fault } from '../errors.ts';
import { type OperationSettings, type ResolvedSettings, resolveSettings, type Settings } from './settings.ts';

/** What an operation may take of a cluster at most; the cluster's admin sets it. */
export interface Bounds {
  cpuMillis: number;
  memoryMiB: number;
  moverLimit: number;
}

const MAX_MEMORY_MIB = 4096;
const MAX_CPU_MILLIS = 2000;

/** What the cluster sets for all is never out of its own bounds. */
export function boundsOf(cluster: Settings): Bounds {
  const { cpu, memoryMiB, moverLimit } = resolveSettings('', cluster);
  const { limits = {} } = cluster;
  return {
    cpuMillis: Math.max(limits.cpu === undefined ? MAX_CPU_MILLIS : millisOf(limits.cpu), millisOf(cpu)),
    memoryMiB: Math.max(limits.memoryMiB ?? MAX_MEMORY_MIB, memoryMiB),
    moverLimit,
  };
}

/** @param own of a body; @throws Fault Rejected `settings.out_of_bounds` with a pointer to each field */
export function checkBounds(own: OperationSettings, cluster: { name: string; settings: Settings }, at: string): void {
  const bounds = boundsOf(cluster.settings);
  const errors = excessOf(own, bounds).map(({ field, most }) => ({
    pointer: `${at}/${field}`,
    message: `at most ${most} on cluster ${cluster.name}`,
  }));
  const [first] = errors;
  if (first)
    throw new Fault('settings.out_of_bounds', `${first.pointer} may be ${first.message}`, { details: { errors } });
}

export interface BoundedSettings {
  settings: ResolvedSettings;
  /** What was asked for and is not taken, in sentences. */
  notes: string[];
}

/**
 * The settings of an operation that must run whatever was once asked for: what only a cluster may set is left out, what is
 * over its bounds is brought down to them. Rows of before there were bounds have such, and an admin may lower them.
 */
export function resolveBounded(moverImage: string, cluster: Settings, own: Settings | OperationSettings) {
  const { moverImage: image, ...asked }: Settings = own;
  const notes = image === undefined ? [] : [`settings.moverImage was left out: ${ONLY_OF_CLUSTERS}`];
  const bounded = boundResolved(resolveSettings(moverImage, cluster, ownOf(asked)), boundsOf(cluster));
  return { settings: bounded.settings, notes: [...notes, ...bounded.notes] };
}

/** The settings of an operation that does an ended one over: its own, with the mover image that the cluster has now. */
export function resolveAgain(moverImage: string, cluster: Settings, ended: ResolvedSettings): BoundedSettings {
  const now = resolveSettings(moverImage, cluster);
  const changed = now.moverImage !== ended.moverImage;
  const notes = changed ? [`movers run the image of the cluster's settings, not that of the operation before`] : [];
  const { moverImage: image, volumesPerMover } = now;
  const ofCluster = { moverImage: image, ...(volumesPerMover ? { volumesPerMover } : {}) };
  const bounded = boundResolved({ ...ended, ...ofCluster }, boundsOf(cluster));
  return { settings: bounded.settings, notes: [...notes, ...bounded.notes] };
}

const ONLY_OF_CLUSTERS = "only the settings of the cluster decide which image runs with a location's key";

function ownOf({ limits: _l, systemNamespaces: _s, volumesPerMover: _v, ...asked }: Omit<Settings, 'moverImage'>) {
  return asked;
}

function boundResolved(settings: ResolvedSettings, bounds: Bounds): BoundedSettings {
  const { cpu, memoryMiB, moverLimit } = settings;
  const excess = excessOf({ resources: { cpu, memoryMiB }, moverLimit }, bounds);
  const over = new Set(excess.map(({ field }) => field));
  return {
    settings: {
      ...settings,
      ...(over.has('resources/cpu') ? { cpu: `${bounds.cpuMillis}m` } : {}),
      ...(over.has('resources/memoryMiB') ? { memoryMiB: bounds.memoryMiB } : {}),
      ...(over.has('moverLimit') ? { moverLimit: bounds.moverLimit } : {}),
    },
    notes: excess.map(({ field, most }) => `settings/${field} was brought down to ${most}, the most on this cluster`),
  };
}

function excessOf({ resources = {}, moverLimit }: OperationSettings, bounds: Bounds) {
  const { cpu, memoryMiB } = resources;
  const asked = [
    { field: 'resources/cpu', most: `${bounds.cpuMillis}m`, isOver: millisOf(cpu ?? '0') > bounds.cpuMillis },
    { field: 'resources/memoryMiB', most: `${bounds.memoryMiB}`, isOver: (memoryMiB ?? 0) > bounds.memoryMiB },
    { field: 'moverLimit', most: `${bounds.moverLimit}`, isOver: (moverLimit ?? 0) > bounds.moverLimit },
  ];
  return asked.filter(({ isOver }) => isOver);
}

function millisOf(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000;
}
