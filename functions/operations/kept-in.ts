import type { SealsRead } from '../domain/location/maintenance.ts';

interface Repository {
  clusterId: string;
  namespace: string;
}

/** The tokens of all snapshots of a repository that seals list. */
export function sealedIn(pages: readonly SealsRead[], { clusterId, namespace }: Repository): string[] {
  return [...new Set(pages.flatMap(({ kept }) => kept[`${clusterId}/${namespace}`] ?? []))];
}

/** The tokens of all snapshots of a repository that stay, and the runs whose snapshots stay. */
export function keptIn(pages: readonly SealsRead[], { clusterId, namespace }: Repository) {
  const doubts = pages.flatMap((page) => page.doubts).filter((doubt) => doubt.clusterId === clusterId);
  const name = `${clusterId}/${namespace}`;
  return {
    tokens: pages.flatMap(({ kept }) => kept[name] ?? []),
    runs: [...pages.flatMap(({ keptRuns }) => keptRuns), ...doubts.map(({ backupId }) => backupId)],
  };
}
