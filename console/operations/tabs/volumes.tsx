import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { answered, type Schemas } from '../../../client/client.ts';
import { EVERY } from '../../api/polling.ts';
import { useApi } from '../../app/session.tsx';
import { ListPage } from '../../parts/list-page.tsx';
import { bytes, rate } from '../../words/bytes.ts';
import { isOpen, METHODS, VOLUME_PHASES } from '../../words/phases.ts';
import { volumes as words } from '../../words/review.ts';
import { duration } from '../../words/times.ts';
import { VolumeDetails } from './volume-details.tsx';
import { nameOf } from './volume-name.ts';

type Volume = Schemas['Volume'];

export function VolumesTab({ operation }: { operation: Schemas['Operation'] }) {
  const api = useApi();
  const { id } = operation;
  const [chosen, setChosen] = useState<Volume>();
  return (
    <>
      <ListPage<Volume>
        title={words.title}
        description={words.description}
        variant="container"
        headingTag="h2"
        columns={columns(setChosen)}
        listKey={['operation', id, 'volumes']}
        idOf={(volume) => volume.id}
        {...(isOpen(operation) ? { everyMs: EVERY.details } : {})}
        load={(cursor, signal) => {
          const params = { path: { id }, query: cursor === undefined ? {} : { cursor } };
          return answered(api.GET('/v1/operations/{id}/volumes', { params, signal }));
        }}
      />
      {chosen && <VolumeDetails volume={chosen} onDismiss={() => setChosen(undefined)} />}
    </>
  );
}

function columns(choose: (volume: Volume) => void): TableProps.ColumnDefinition<Volume>[] {
  return [
    {
      id: 'claim',
      header: words.claim,
      isRowHeader: true,
      minWidth: 140,
      cell: (volume) => (
        <Button variant="inline-link" ariaLabel={`${words.details} ${nameOf(volume)}`} onClick={() => choose(volume)}>
          {nameOf(volume)}
        </Button>
      ),
    },
    {
      id: 'method',
      header: words.method,
      cell: ({ method, why }) => (
        <>
          {method ? METHODS[method] : '–'}
          {why && <div className="quiet">{why}</div>}
        </>
      ),
    },
    {
      id: 'phase',
      header: words.phase,
      minWidth: 130,
      cell: ({ phase }) => <StatusIndicator type={VOLUME_PHASES[phase]}>{phase}</StatusIndicator>,
    },
    { id: 'progress', header: words.progress, minWidth: 140, cell: (volume) => <Progress volume={volume} /> },
    {
      id: 'bytes',
      header: words.bytes,
      cell: ({ progress, result }) =>
        result
          ? bytes(result.bytes)
          : progress
            ? `${bytes(progress.bytes)} ${words.of} ${bytes(progress.totalBytes)}`
            : '–',
    },
    {
      id: 'rate',
      header: words.rate,
      cell: ({ progress, bytesPerSecond }) => rate(progress?.bytesPerSecond ?? bytesPerSecond),
    },
    {
      id: 'left',
      header: words.left,
      cell: ({ progress, result }) =>
        result || progress?.secondsLeft === undefined ? '–' : duration(progress.secondsLeft),
    },
    { id: 'attempt', header: words.attempt, cell: ({ attempt }) => attempt },
    { id: 'error', header: words.error, cell: ({ reason }) => reason?.message ?? '–' },
  ];
}

function Progress({ volume }: { volume: Volume }) {
  const { progress, phase } = volume;
  const share = phase === 'Done' ? 1 : progress?.totalBytes ? progress.bytes / progress.totalBytes : undefined;
  if (share === undefined) return <>–</>;
  return (
    <ProgressBar value={Math.min(100, Math.round(share * 100))} ariaLabel={`${words.progress} ${nameOf(volume)}`} />
  );
}
