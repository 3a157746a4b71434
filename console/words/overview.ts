import type { Schemas } from '../../client/client.ts';

type Reason = Schemas['Statistics']['needsPerson']['items'][number]['reason'];

/** Why something needs a person. */
export const REASONS: Readonly<Record<Reason, { sign: 'error' | 'warning'; text: string }>> = {
  thaw_failed: { sign: 'error', text: 'The thaw failed' },
  damaged: { sign: 'error', text: 'Damaged' },
  failed: { sign: 'error', text: 'Failed' },
  missed: { sign: 'error', text: 'Missed' },
  reduced: { sign: 'warning', text: 'Reduced' },
  residuals: { sign: 'warning', text: 'Not cleaned up' },
  invalid: { sign: 'error', text: 'Not valid' },
  credentials: { sign: 'warning', text: 'Credentials end' },
  recovery_key: { sign: 'warning', text: 'Recovery key' },
  unaccounted: { sign: 'warning', text: 'Unaccounted for' },
};

export const words = {
  title: 'Overview',
  firstSteps: 'First steps',
  steps: {
    cluster: 'Register a cluster',
    location: 'Create a location',
    backup: 'Take a backup',
  },
  stepsWhy: {
    cluster: 'Credentials that an admin of the cluster makes: npm run cluster:credentials.',
    location: 'An S3 bucket that the copies go to, and its recovery key.',
    backup: 'Of a namespace of the cluster.',
  },
  protection: 'Protection',
  protectionHint: 'Of the namespaces of each cluster',
  cluster: 'Cluster',
  state: 'State',
  protected: 'Protected',
  stale: 'Stale',
  never: 'Never backed up',
  running: 'Running now',
  runningHint: 'What has not ended is listed here.',
  nothingRuns: 'Nothing runs.',
  ahead: 'Next 24 hours',
  aheadHint: 'Runs of schedules are listed here, as far as they are known.',
  nothingAhead: 'No schedule runs within the next day.',
  time: 'Time',
  schedule: 'Schedule',
  person: 'Needs a person',
  nothingNeeded: 'Nothing needs a person.',
  last: 'Backups of the last 24 hours',
  inWeek: (count: number) => `${count} in 7 days`,
  stored: 'Stored at',
  looked: 'Looked',
  unknown: 'not known',
  more: (count: number) => `and ${count} more`,
};
