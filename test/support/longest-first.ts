import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of about 15 s and more, the longest first (2026-11-28, a whole run on two quiet cores). A new machine has no times of a run
 * before; a file that is long and not here only makes the run end later.
 */
const LONGEST = [
  'test/console/every-screen.test.ts',
  'test/console/failures.test.ts',
  'test/console/create-csi-backup.test.ts',
  'test/console/review.test.ts',
  'test/console/hostile-texts.test.ts',
  'test/console/trouble.test.ts',
  'test/conformance/moto/machines.test.ts',
  'test/conformance/fuzz.test.ts',
  'test/contract/mute-services.test.ts',
  'test/contract/mover-packs.test.ts',
  'test/contract/pod-scripts.test.ts',
  'test/contract/pod-commands.test.ts',
  'test/e2e/cli/walk.test.ts',
  'test/e2e/cli/readme.test.ts',
  'test/e2e/damaged.test.ts',
  'test/e2e/create-csi-backup.test.ts',
  'test/asl/backup-faults-offload.test.ts',
  'test/asl/backup-faults-snapshots.test.ts',
  'test/asl/unprotected-keep-3.test.ts',
  'test/contract/mover-script.test.ts',
  'test/e2e/restore.test.ts',
  'test/asl/backup-deaths-offload.test.ts',
  'test/conformance/deploy/rehearsal.test.ts',
  'test/contract/mover-files.test.ts',
  'test/contract/mover-maintenance.test.ts',
  'test/asl/restore-faults-objects.test.ts',
  'test/asl/undo-restore-faults.test.ts',
  'test/asl/missing-repository.test.ts',
  'test/asl/backup-deaths-snapshots.test.ts',
  'test/conformance/deploy/functions.test.ts',
  'test/asl/delete-backup-faults-seal.test.ts',
  'test/asl/maintain-location-faults.test.ts',
  'test/asl/unprotected-keep-1.test.ts',
  'test/contract/mover-deletion.test.ts',
  'test/asl/delete-backup-faults-copies.test.ts',
  'test/asl/restore-elsewhere.test.ts',
  'test/asl/maintain-location-deaths.test.ts',
  'test/asl/backup-deletions.test.ts',
  'test/contract/api/silent-cluster.test.ts',
  'test/asl/restore-faults-data.test.ts',
  'test/asl/validate-location-faults.test.ts',
  'test/asl/transitions.test.ts',
  'test/cluster/outages.test.ts',
  'test/cluster/restore.test.ts',
  'test/cluster/retention.test.ts',
  'test/cluster/kubelet.test.ts',
  'test/cluster/snapshots.test.ts',
  'test/cluster/two-clusters.test.ts',
  'test/cluster/applications.test.ts',
];

/** The longest files begin first, so that at the end no worker is left alone with one; for the others vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(project.config.root, moduleId));
      return place < 0 ? LONGEST.length : place;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
