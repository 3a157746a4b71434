import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { words } from '../words/overview.ts';
import { Ahead } from './ahead.tsx';
import { FirstSteps } from './first-steps.tsx';
import { ProtectionOfClusters } from './protection.tsx';
import { RunningNow } from './running-now.tsx';

/** Whether all is well, and what to do where it is not: each number opens the list that it counts. */
export function Overview() {
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{words.title}</Header>
      <FirstSteps />
      <ProtectionOfClusters />
      <ColumnLayout columns={2}>
        <RunningNow />
        <Ahead />
      </ColumnLayout>
    </SpaceBetween>
  );
}
