import type { Services } from '../platform/services.ts';
import { dispatch } from '../platform/step.ts';
import { adoptSnapshots } from './adopt-snapshots.ts';
import { checkOffloads } from './check-offloads.ts';
import { checkSnapshotSupport } from './check-snapshot-support.ts';
import { checkSnapshotsCut } from './check-snapshots-cut.ts';
import { checkSnapshotsReady } from './check-snapshots-ready.ts';
import { cleanUp } from './clean-up.ts';
import { collectResources } from './collect-resources.ts';
import { continueBackup } from './continue-backup.ts';
import { createSnapshots } from './create-snapshots.ts';
import { ensureRepositories } from './ensure-repositories.ts';
import { finishBackup } from './finish-backup.ts';
import { launchOffloads } from './launch-offloads.ts';
import { planBackup } from './plan-backup.ts';
import { sealBackup } from './seal-backup.ts';

/** Deployed function by deployed function, the steps that it runs: one per concern, so that IAM stays narrow. */
export function backupSteps(services: Services) {
  return {
    plan: dispatch({ planBackup: planBackup(services) }),

    snapshots: dispatch({
      checkSnapshotSupport: checkSnapshotSupport(services),
      createSnapshots: createSnapshots(services),
      checkSnapshotsCut: checkSnapshotsCut(services),
      checkSnapshotsReady: checkSnapshotsReady(services),
      adoptSnapshots: adoptSnapshots(services),
    }),

    offload: dispatch({
      ensureRepositories: ensureRepositories(services),
      launchOffloads: launchOffloads(services),
      checkOffloads: checkOffloads(services),
    }),

    records: dispatch({
      collectResources: collectResources(services),
      sealBackup: sealBackup(services),
      cleanUp: cleanUp(services),
      finishBackup: finishBackup(services),
      continueBackup: continueBackup(services),
    }),
  };
}
