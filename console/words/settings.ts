import type { Schemas } from '../../client/client.ts';

export type Settings = Schemas['Settings'];

/** The settings of a cluster, an operation takes some of them too; in the words of docs/operations.md. */
export const SETTINGS = {
  cpu: { label: 'CPU of a mover', placeholder: '100m' },
  memoryMiB: { label: 'Memory of a mover, MiB', placeholder: '1024' },
  moverLimit: { label: 'Movers at a time', placeholder: '5' },
  volumesPerMover: { label: 'Volumes that one Job may upload in turn', placeholder: '8' },
  fullReadEvery: { label: 'Full read every so many backups', placeholder: '30' },
  snapshotTimeout: { label: 'Time for snapshots to be taken', placeholder: '5m' },
  readyTimeout: { label: 'Time for snapshots to be ready', placeholder: '2h' },
  unreachableTimeout: { label: 'Time that the cluster may not answer', placeholder: '15m' },
  moverStartTimeout: { label: 'Time for a mover to start', placeholder: '10m' },
  moverTimeout: { label: 'Time for a mover to end', placeholder: '24h' },
  operationTimeout: { label: 'Time for an operation to end', placeholder: '7d' },
  moverImage: { label: 'Image of movers', placeholder: '' },
  limitCpu: { label: 'Most CPU that an operation may ask for', placeholder: '2' },
  limitMemoryMiB: { label: 'Most memory that an operation may ask for, MiB', placeholder: '4096' },
  systemNamespaces: { label: 'Further namespaces of the system', placeholder: 'storage-*, monitoring' },
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingTexts = Record<SettingName, string>;

/** Each of the settings that are given, as a line. */
export function settingLines(settings: Settings): string[] {
  return Object.entries(textsOf(settings))
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${SETTINGS[name as SettingName].label}: ${text}`);
}

export function textsOf({ resources = {}, limits = {}, systemNamespaces = [], ...rest }: Settings): SettingTexts {
  const text = (value: string | number | undefined) => (value === undefined ? '' : String(value));
  return {
    cpu: text(resources.cpu),
    memoryMiB: text(resources.memoryMiB),
    moverLimit: text(rest.moverLimit),
    volumesPerMover: text(rest.volumesPerMover),
    fullReadEvery: text(rest.fullReadEvery),
    snapshotTimeout: text(rest.snapshotTimeout),
    readyTimeout: text(rest.readyTimeout),
    unreachableTimeout: text(rest.unreachableTimeout),
    moverStartTimeout: text(rest.moverStartTimeout),
    moverTimeout: text(rest.moverTimeout),
    operationTimeout: text(rest.operationTimeout),
    moverImage: text(rest.moverImage),
    limitCpu: text(limits.cpu),
    limitMemoryMiB: text(limits.memoryMiB),
    systemNamespaces: systemNamespaces.join(', '),
  };
}
