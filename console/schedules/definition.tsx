import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Labels } from '../parts/labels.tsx';
import { Time } from '../parts/time.tsx';
import { To } from '../parts/to.tsx';
import { words } from '../words/schedules.ts';
import { linesOf } from '../words/selections.ts';
import { settingLines } from '../words/settings.ts';
import { ScheduleState } from './state.tsx';
import type { Schedule } from './use-schedules.ts';

type Pair = KeyValuePairsProps.Pair;
const lines = (all: readonly string[]) =>
  all.length === 0 ? words.none : all.map((line) => <div key={line}>{line}</div>);

/** All that a schedule says, in words. */
export function Definition({ schedule }: { schedule: Schedule }) {
  return (
    <SpaceBetween size="l">
      <Container>
        <KeyValuePairs columns={3} items={stateOf(schedule)} />
      </Container>
      <Container header={<Header variant="h2">{words.definition}</Header>}>
        <KeyValuePairs columns={3} items={[...whatOf(schedule), ...howOf(schedule)]} />
      </Container>
    </SpaceBetween>
  );
}

function stateOf(schedule: Schedule): Pair[] {
  const { nextRuns, running, queued, newestGoodAt, createdAt, createdBy } = schedule;
  const backup = (id: string | undefined) => (id ? <To to={`/backups/${id}`}>{`${id.slice(0, 10)}…`}</To> : '–');
  return [
    { label: words.state, value: <ScheduleState schedule={schedule} short /> },
    { label: words.next, value: <Time at={nextRuns[0]} /> },
    { label: words.newestGood, value: newestGoodAt ? <Time at={newestGoodAt} /> : words.noGood },
    { label: words.running, value: backup(running) },
    { label: words.queued, value: backup(queued) },
    {
      label: words.created,
      value: (
        <>
          <Time at={createdAt} beside={false} /> {words.by(createdBy)}
        </>
      ),
    },
  ];
}

function whatOf({ policy, backup, mayBeDeleted }: Schedule): Pair[] {
  const { cluster, locations, selection, labels } = backup;
  return [
    { label: words.policy, value: <To to={`/policies/${policy}`}>{policy}</To> },
    { label: words.cluster, value: <To to={`/clusters/${cluster}`}>{cluster}</To> },
    {
      label: words.location,
      value:
        locations.length === 0
          ? words.none
          : locations.map((name) => (
              <To key={name} to={`/locations/${name}`}>
                {name}
              </To>
            )),
    },
    { label: words.selection, value: lines(linesOf(selection)) },
    { label: words.labels, value: <Labels labels={labels} list="/backups" /> },
    { label: words.mayBeDeleted, value: lines(mayBeDeleted) },
  ];
}

function howOf({ backup }: Schedule): Pair[] {
  const { offload, snapshotClasses, localCopies, quiesceGroup, maxFreeze, onMaxFreeze, fullRead } = backup;
  const { preExecRule, postExecRule, settings = {}, snapshotTimeout } = backup;
  const rule = (name: string | undefined) => (name ? <To to={`/rules/${name}`}>{name}</To> : words.none);
  const classes = Object.entries(snapshotClasses).map(([driver, name]) => `${driver}: ${name}`);
  const { keep, onOffloadFailure, failedFor } = localCopies;
  const freezes = preExecRule ?? postExecRule;
  return [
    { label: words.methods, value: offload ? words.offloaded : words.notOffloaded },
    { label: words.snapshotClasses, value: lines(classes) },
    { label: words.localCopies, value: words.localCopiesOf(keep, onOffloadFailure, failedFor) },
    { label: words.preExec, value: rule(preExecRule) },
    { label: words.postExec, value: rule(postExecRule) },
    ...(freezes
      ? [
          { label: words.quiesce, value: words.quiesceGroups[quiesceGroup] },
          { label: words.maxFreeze, value: `${maxFreeze}, ${words.onMaxFreeze[onMaxFreeze]}` },
        ]
      : []),
    { label: words.fullRead, value: fullRead ? words.everyRun : words.changedOnly },
    {
      label: words.settings,
      value: lines(settingLines({ ...settings, ...(snapshotTimeout ? { snapshotTimeout } : {}) })),
    },
  ];
}
