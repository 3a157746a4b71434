import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Schemas } from '../../../client/client.ts';
import { bytes } from '../../words/bytes.ts';
import { findings as words } from '../../words/review.ts';
import { duration } from '../../words/times.ts';

type Simulation = NonNullable<Schemas['Operation']['simulation']>;

/** What a simulation has found: what speaks against the run, and what it would do. */
export function FindingsTab({ operation }: { operation: Schemas['Operation'] }) {
  const { simulation } = operation;
  return simulation ? <Findings simulation={simulation} /> : null;
}

export function Findings({ simulation }: { simulation: Simulation }) {
  const { problems, missingPermissions, conflicts, refused, missingStorageClasses = [], overQuota = [] } = simulation;
  return (
    <SpaceBetween size="m">
      {problems.length === 0 && <Alert type="success">{words.none}</Alert>}
      {problems.map(({ code, message, remedy }) => (
        <Alert key={`${code} ${message}`} type="error" header={message}>
          {remedy} ({code})
        </Alert>
      ))}
      <Listed title={words.permissions} items={missingPermissions} />
      <Listed title={words.conflicts} items={conflicts?.objects ?? []} count={conflicts?.count} />
      <Listed title={words.refused} items={refused?.objects ?? []} count={refused?.count} />
      <Listed title={words.classes} items={missingStorageClasses} />
      <Listed
        title={words.quota}
        items={overQuota.map(
          ({ namespace, quota, resource, hard, used, wanted }) =>
            `${namespace}/${quota}: ${resource} ${used} + ${wanted} > ${hard}`,
        )}
      />
      <Container>
        <KeyValuePairs columns={3} items={pairsOf(simulation)} />
      </Container>
    </SpaceBetween>
  );
}

function pairsOf({ namespaces, newNamespaces = [], objects, estimate, transitions, actions }: Simulation) {
  const all = objects.reduce((sum, { count }) => sum + count, 0);
  return [
    { label: words.namespaces, value: namespaces.join(', ') || '–' },
    ...(newNamespaces.length > 0 ? [{ label: words.newNamespaces, value: newNamespaces.join(', ') }] : []),
    { label: words.objects, value: all },
    ...(estimate
      ? [
          {
            label: words.estimate,
            value: words.estimateText(bytes(estimate.bytes), bytes(estimate.uploadBytes), duration(estimate.seconds)),
          },
        ]
      : []),
    ...(transitions
      ? [{ label: words.transitions, value: `${transitions.count} (${transitions.dollars.toFixed(4)} USD)` }]
      : []),
    ...(actions
      ? [
          {
            label: words.actions,
            value:
              actions.actions.map(({ namespace, pod, container }) => `${namespace}/${pod} · ${container}`).join(', ') ||
              '–',
          },
        ]
      : []),
  ];
}

function Listed({
  title,
  items,
  count = items.length,
}: {
  title: string;
  items: readonly string[];
  count?: number | undefined;
}) {
  if (items.length === 0) return null;
  return (
    <Alert type="warning" header={title}>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
        {count > items.length && <li>+{count - items.length}</li>}
      </ul>
    </Alert>
  );
}
