import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../../client/client.ts';
import { useNow } from '../../parts/now.ts';
import { words } from '../../words/execution.ts';
import { isOpen } from '../../words/phases.ts';
import { Chart, endOf } from '../states/chart.tsx';
import { foldStages, isKnown } from '../states/fold.ts';
import { StatePanel } from '../states/panel.tsx';
import { createScale } from '../states/scale.ts';
import { StatesTable } from '../states/table.tsx';
import { Executions } from './executions.tsx';

const NO_FREEZES: NonNullable<Schemas['Operation']['freezes']> = [];

export function ExecutionTab({ operation }: { operation: Schemas['Operation'] }) {
  const clock = useNow();
  const { stages = [], freezes = NO_FREEZES, finishedAt } = operation;
  const open = isOpen(operation);
  const now = open ? clock : Date.parse(finishedAt ?? operation.updatedAt);
  const [trueScale, setTrueScale] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const rows = useMemo(() => foldStages(operation), [operation]);
  const moments = stages.flatMap((stage) => [Date.parse(stage.enteredAt), endOf(stage, now)]);
  const scale = createScale(moments, trueScale);
  const row = rows.find(({ state }) => state === chosen);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={words.description}
            actions={
              <Toggle checked={trueScale} onChange={({ detail }) => setTrueScale(detail.checked)}>
                {words.trueScale}
              </Toggle>
            }
          >
            {words.states}
          </Header>
        }
      >
        {!isKnown(operation) && <Alert type="info">{words.otherDefinition}</Alert>}
        <div className="wide-only">
          <Chart rows={rows} scale={scale} now={now} freezes={freezes} chosen={chosen} onChoose={setChosen} />
        </div>
        {row && <StatePanel row={row} now={now} />}
        <div className="narrow-only">
          <StatesTable rows={rows} now={now} brief />
        </div>
        <div className="wide-only">
          <ExpandableSection headerText={words.asTable} variant="footer">
            <StatesTable rows={rows} now={now} />
          </ExpandableSection>
        </div>
      </Container>
      <Executions operation={operation} />
    </SpaceBetween>
  );
}
