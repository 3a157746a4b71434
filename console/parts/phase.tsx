import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Schemas } from '../../client/client.ts';
import { PHASES, type Phase, STATES } from '../words/phases.ts';

export function PhaseOf({ phase, stage }: { phase: Phase; stage?: string | undefined }) {
  const { sign, text } = PHASES[phase];
  const now = phase === 'InProgress' || phase === 'Deleting' ? stage : undefined;
  return <StatusIndicator type={sign}>{now ?? text}</StatusIndicator>;
}

/** Of a cluster or a location; why it is not valid stands beside it. */
export function StateOf({
  state,
  reason,
}: {
  state: Schemas['Location']['state'];
  reason?: { message: string } | undefined;
}) {
  const { sign, text } = STATES[state];
  return (
    <StatusIndicator type={sign}>{reason && state === 'Invalid' ? `${text}: ${reason.message}` : text}</StatusIndicator>
  );
}
