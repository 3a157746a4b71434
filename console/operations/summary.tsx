import Container from '@cloudscape-design/components/container';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import { Labels } from '../parts/labels.tsx';
import { useNow } from '../parts/now.ts';
import { PhaseOf } from '../parts/phase.tsx';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { bytes } from '../words/bytes.ts';
import { isOpen } from '../words/phases.ts';
import { review } from '../words/review.ts';
import { duration, secondsBetween } from '../words/times.ts';
import type { Operation } from './operation.ts';
import { progressText } from './progress-text.ts';

type Pair = KeyValuePairsProps.Pair;

export function OperationSummary({ operation }: { operation: Operation }) {
  const now = useNow();
  const { cluster, location, createdBy, createdAt, startedAt, finishedAt, epoch, labels } = operation;
  const seconds = secondsBetween(startedAt ?? createdAt, isOpen(operation) ? undefined : finishedAt, now);
  const progress = progressText(operation);
  const items: Pair[] = [
    { label: review.phase, value: <PhaseOf phase={operation.phase} stage={operation.stage} /> },
    { label: review.volumesDone, value: progress || (operation.volumes ?? '–') },
    { label: review.data, value: dataText(operation) },
    { label: review.runningFor, value: seconds === undefined ? '–' : duration(Math.max(0, seconds)) },
    { label: review.cluster, value: <To to={`/clusters/${cluster}`}>{cluster}</To> },
    { label: review.location, value: location ? <To to={`/locations/${location}`}>{location}</To> : '–' },
    { label: review.created, value: <Time at={createdAt} /> },
    { label: review.by, value: createdBy },
    ...ofItsKind(operation),
    { label: review.executions, value: `${review.epoch} ${epoch}` },
    ...(Object.keys(labels).length > 0
      ? [{ label: review.labels, value: <Labels labels={labels} list="/backups" /> }]
      : []),
  ];
  return (
    <Container>
      <KeyValuePairs columns={4} items={items} />
    </Container>
  );
}

function dataText({ bytes: all, uploadedBytes, phase }: Operation): string {
  if (uploadedBytes === undefined || phase !== 'Succeeded') return bytes(all);
  return `${bytes(all)}, ${bytes(uploadedBytes)} ${review.uploaded.toLowerCase()}`;
}

/** What only some operations have. */
function ofItsKind(operation: Operation): Pair[] {
  const { slot, backup, retryOf, queuedBehind, legalHold, retention, localCopiesUntil, cut, freezes } = operation;
  const to = (label: string, id: string | undefined) =>
    id === undefined ? [] : [{ label, value: <To to={`/operations/${id}`}>{id}</To> }];
  return [
    ...(slot
      ? [
          {
            label: review.schedule,
            value: <To to={`/schedules/${slot.schedule}`}>{`${slot.schedule} (${slot.entries.join(', ')})`}</To>,
          },
        ]
      : []),
    ...(backup ? [{ label: review.backup, value: <To to={`/backups/${backup}`}>{backup}</To> }] : []),
    ...to(review.retryOf, retryOf),
    ...to(review.queuedBehind, queuedBehind),
    ...(freezes ?? []).flatMap(({ group, seconds, commandSeconds, thawFailed, crashConsistent, namespaces }) => ({
      label: `${review.freeze}: ${namespaces.join(', ') || group}`,
      value: thawFailed
        ? `${review.thawFailed}: ${thawFailed}`
        : [
            seconds === undefined ? '–' : duration(seconds),
            commandSeconds === undefined ? '' : `(${duration(commandSeconds)} ${review.freezeCommands})`,
            crashConsistent ? `${review.notQuiesced}: ${crashConsistent}` : '',
          ].join(' '),
    })),
    ...(cut ? [{ label: review.skew, value: duration(cut.skewSeconds) }] : []),
    ...(legalHold ? [{ label: review.hold, value: `${legalHold.by}: ${legalHold.reason}` }] : []),
    ...(retention ? [{ label: review.kept, value: retention.until }] : []),
    ...(localCopiesUntil ? [{ label: review.localCopies, value: localCopiesUntil }] : []),
  ];
}
