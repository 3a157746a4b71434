import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Failed } from '../parts/failed.tsx';
import { words } from '../words/overview.ts';
import { Ahead } from './ahead.tsx';
import { FirstSteps } from './first-steps.tsx';
import { LastDay } from './last-day.tsx';
import { NeedsPerson } from './needs-person.tsx';
import { ProtectionOfClusters } from './protection.tsx';
import { RunningNow } from './running-now.tsx';
import { useStatistics } from './use-statistics.ts';

/** Whether all is well, and what to do where it is not: each number opens the list that it counts. */
export function Overview() {
  const { data, error, refetch } = useStatistics();
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{words.title}</Header>
      <FirstSteps />
      {error && <Failed error={error} again={() => void refetch()} />}
      {data && <NeedsPerson needed={data.needsPerson} />}
      {data && <ProtectionOfClusters clusters={data.clusters} />}
      {data && <LastDay statistics={data} />}
      <ColumnLayout columns={2}>
        <RunningNow />
        <Ahead />
      </ColumnLayout>
    </SpaceBetween>
  );
}
