import type { RowStatus } from '../operations/states/fold.ts';
import { counted } from './bytes.ts';

export const words = {
  title: 'Execution',
  states: 'States',
  description:
    'The state machine from top to bottom, and when each state ran. ↻ counts how often one was entered; choose one to see more.',
  freeze: 'The application stood still',
  otherDefinition: 'It runs by the state machine of another release: the states are those that it has entered.',
  trueScale: 'True scale',
  folded: 'Long waits are folded.',
  state: 'State',
  does: 'What it does',
  status: 'Status',
  entered: (visits: number) => `entered ${counted(visits, 'time')}`,
  enteredAt: 'Entered',
  leftAt: 'Left',
  seconds: 'Time',
  visits: 'Visits',
  retries: 'Retries',
  failure: 'Failure',
  counts: 'Counts',
  bytes: 'Bytes',
  epoch: 'Epoch',
  notEntered: 'It was not entered.',
  executions: 'Executions',
  executionsDescription: 'One for each epoch: a lost execution is taken over by the next.',
  startedAt: 'Started',
  endedAt: 'Ended',
  error: 'Error',
  aws: 'In the console of AWS',
  history: 'History',
  historyOf: 'History of epoch',
  type: 'Type',
  tries: 'Tries',
  none: 'It has no execution yet.',
  asTable: 'The same as a table',
};

export const stateWords: Readonly<Record<RowStatus, string>> = {
  waiting: 'not entered yet',
  running: 'running',
  done: 'done',
  failed: 'failed',
  passed: 'passed over',
};
