import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import type { Schemas } from '../../../client/client.ts';
import { bytes } from '../../words/bytes.ts';
import { words as common } from '../../words/everywhere.ts';
import { volumes as words } from '../../words/review.ts';
import { duration } from '../../words/times.ts';
import { nameOf } from './volume-name.ts';

type Volume = Schemas['Volume'];

export function VolumeDetails({ volume, onDismiss }: { volume: Volume; onDismiss: () => void }) {
  const { snapshot, localCopy, result, timings } = volume;
  const after = (moment: string | undefined) =>
    moment && timings.requestedAt ? duration((Date.parse(moment) - Date.parse(timings.requestedAt)) / 1000) : '–';
  return (
    <Modal visible size="large" header={nameOf(volume)} closeAriaLabel={common.close} onDismiss={onDismiss}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: words.why, value: volume.why || '–' },
          { label: words.provisioner, value: volume.provisioner ?? '–' },
          { label: words.storageClass, value: volume.storageClass ?? '–' },
          { label: words.snapshotClass, value: volume.volumeSnapshotClass ?? '–' },
          { label: words.capacity, value: bytes(volume.capacityBytes) },
          { label: words.snapshot, value: snapshot ? `${snapshot.name} (${snapshot.handle})` : '–' },
          { label: words.localCopy, value: localCopy?.volumeSnapshot ?? '–' },
          { label: words.kopia, value: result?.kopiaId ?? '–' },
          { label: words.files, value: result?.files ?? '–' },
          { label: words.cut, value: after(timings.cutAt) },
          { label: words.ready, value: after(timings.readyAt) },
          { label: words.adopted, value: after(timings.adoptedAt) },
          { label: words.launched, value: after(timings.launchedAt) },
          { label: words.moved, value: after(timings.movedAt) },
          { label: words.bound, value: after(timings.boundAt) },
          {
            label: words.error,
            value: [volume.reason?.message, volume.reason?.remedy].filter(Boolean).join(' ') || '–',
          },
        ]}
      />
    </Modal>
  );
}
