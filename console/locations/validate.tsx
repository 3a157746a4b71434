import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { answered } from '../../client/client.ts';
import { useApi } from '../app/session.tsx';
import { useClusters } from '../clusters/use-clusters.ts';
import { Follow } from '../parts/follow.tsx';
import { GatedButton } from '../parts/gated-button.tsx';
import { useAction } from '../parts/use-action.ts';
import { words } from '../words/locations.ts';

/** Looks at a location from one cluster after the other, each followed to its end. */
export function Validate({ name }: { name: string }) {
  const api = useApi();
  const { isKnown, clusters, options } = useClusters();
  const { running, run } = useAction();
  const [chosen, setChosen] = useState<string>();
  const [begun, setBegun] = useState<readonly { id: string; cluster: string }[]>([]);
  const cluster = chosen ?? clusters[0]?.name ?? '';
  const params = { path: { name }, header: { 'Idempotency-Key': crypto.randomUUID() } };
  const validate = async () => {
    const operation = await run(
      () => answered(api.POST('/v1/locations/{name}/validate', { params, body: { cluster } })),
      { taken: words.validating(cluster), done: () => words.validationStarted(cluster), changes: ['operations'] },
    );
    if (operation) setBegun((before) => [{ id: operation.id, cluster }, ...before]);
  };
  return (
    <SpaceBetween size="m">
      <FormField label={words.validateFrom} description={words.validateWhy}>
        <SpaceBetween direction="horizontal" size="xs">
          <div className="filter">
            <Select
              options={options}
              placeholder={words.chooseCluster}
              empty={words.noClusters}
              selectedOption={options.find(({ value }) => value === cluster) ?? null}
              onChange={({ detail }) => setChosen(detail.selectedOption.value)}
            />
          </div>
          <GatedButton
            scope="operate"
            loading={running}
            because={isKnown && clusters.length === 0 ? words.noClusters : undefined}
            onClick={() => void validate()}
          >
            {words.validate}
          </GatedButton>
        </SpaceBetween>
      </FormField>
      {begun.map(({ id, cluster: from }) => (
        <div key={id}>
          <strong>{from}</strong> <Follow id={id} changes={['locations']} />
        </div>
      ))}
    </SpaceBetween>
  );
}
