import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { usePolled } from '../api/polling.ts';
import { useApi } from '../app/session.tsx';
import { useClusters } from '../clusters/use-clusters.ts';
import { Failed } from '../parts/failed.tsx';
import { Follow } from '../parts/follow.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { useSubmit } from '../parts/use-submit.ts';
import { LocationChoice } from '../schedules/choices.tsx';
import { tryOut as words } from '../words/rules.ts';
import { Found } from './found.tsx';

type As = 'preExecRule' | 'postExecRule';
const AS = [
  { value: 'preExecRule', label: words.pre },
  { value: 'postExecRule', label: words.post },
];

/** A look at where a rule would run, by the simulation of a backup with it. */
export function TryOut({ rule }: { rule: string }) {
  const api = useApi();
  const form = useSubmit();
  const { clusters, options } = useClusters();
  const [as, setAs] = useState<As>('preExecRule');
  const [chosen, setChosen] = useState<string>();
  const [location, setLocation] = useState('');
  const [namespaces, setNamespaces] = useState<readonly string[]>([]);
  const [begun, setBegun] = useState<string>();
  const cluster = chosen ?? clusters[0]?.name ?? '';
  const isChosen = cluster !== '' && location !== '' && namespaces.length > 0;
  const begin = async () => {
    const selection = { namespaces: [...namespaces] };
    const body = { name: words.nameOf(rule), cluster, locations: [location], selection, [as]: rule };
    // Each try-out is one of its own: pods come and go.
    const params = { header: { 'Idempotency-Key': crypto.randomUUID() } };
    const operation = await form.submit(() => answered(api.POST('/v1/backups/simulate', { params, body })), {
      done: () => words.begun,
      changes: ['operations'],
    });
    if (operation) setBegun(operation.id);
  };
  return (
    <Container
      header={
        <Header variant="h2" description={`${words.why} ${words.unsaved}`}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {form.failure !== undefined && <Failed error={form.failure} />}
        <FormField label={words.as}>
          <RadioGroup items={AS} value={as} onChange={({ detail }) => setAs(detail.value as As)} />
        </FormField>
        <FormField label={words.cluster}>
          <Select
            options={options}
            selectedOption={options.find(({ value }) => value === cluster) ?? null}
            onChange={({ detail }) => {
              setChosen(detail.selectedOption.value);
              setNamespaces([]);
              setLocation('');
            }}
          />
        </FormField>
        {cluster !== '' && <LocationChoice cluster={cluster} chosen={location} onChoose={setLocation} />}
        {cluster !== '' && <Namespaces cluster={cluster} chosen={namespaces} onChoose={setNamespaces} />}
        <GatedButton
          scope="operate"
          loading={form.running}
          because={isChosen ? undefined : words.chooseFirst}
          onClick={() => void begin()}
        >
          {words.begin}
        </GatedButton>
        {begun && (
          <Follow key={begun} id={begun} ended={({ simulation }) => simulation && <Found simulation={simulation} />} />
        )}
      </SpaceBetween>
    </Container>
  );
}

interface NamespacesProps {
  cluster: string;
  chosen: readonly string[];
  onChoose: (names: string[]) => void;
}

function Namespaces({ cluster, chosen, onChoose }: NamespacesProps) {
  const api = useApi();
  const { data, error } = usePolled({
    key: ['namespaces', cluster, 'all'],
    load: (signal) => {
      const params = { path: { name: cluster }, query: { limit: 200 } };
      return answered(api.GET('/v1/clusters/{name}/namespaces', { params, signal }));
    },
  });
  const options = (data?.items ?? []).filter(({ system }) => !system).map(({ name }) => ({ value: name, label: name }));
  if (error) return <Failed error={error} />;
  return (
    <FormField label={words.namespaces}>
      <Multiselect
        options={options}
        placeholder={words.choose}
        filteringType="auto"
        selectedOptions={chosen.map((value) => ({ value, label: value }))}
        onChange={({ detail }) => onChoose(detail.selectedOptions.map(({ value }) => value ?? ''))}
      />
    </FormField>
  );
}
