import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { Schemas } from '../../client/client.ts';
import { Failed } from '../parts/failed.tsx';
import { words } from '../words/create-backup.ts';
import { words as common } from '../words/everywhere.ts';
import type { PartProps } from './part.ts';
import { useProvisioners } from './use-provisioners.ts';

export type Provisioner = Schemas['Provisioners']['items'][number];

const VSPHERE = 'csi.vsphere.vmware.com';

/** The CSI provisioners of what is selected, and the snapshot class of each; one class for each provisioner. */
export function Mapping({ form, change, errorOf }: PartProps) {
  const { data, error, isFetching } = useProvisioners(form);
  const items = data?.items ?? [];
  const failed = errorOf('/snapshotClasses');
  return (
    <Container
      header={
        <Header variant="h2" description={words.mappingHint}>
          {words.mapping}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {error && <Failed error={error} />}
        {failed && <Alert type="error">{failed}</Alert>}
        <Table<Provisioner>
          variant="embedded"
          loading={isFetching && !data}
          loadingText={common.loading}
          items={items}
          trackBy="provisioner"
          wrapLines
          empty={words.noVolumes}
          ariaLabels={{ tableLabel: words.mapping }}
          columnDefinitions={[
            { id: 'provisioner', header: words.provisioner, cell: ({ provisioner }) => provisioner, isRowHeader: true },
            { id: 'volumes', header: words.volumes, cell: ({ volumes }) => volumes },
            {
              id: 'class',
              header: words.snapshotClass,
              minWidth: 220,
              cell: (item) => (
                <ClassOf
                  item={item}
                  chosen={form.snapshotClasses[item.provisioner]}
                  onChange={(name) =>
                    change({ snapshotClasses: { ...form.snapshotClasses, [item.provisioner]: name } })
                  }
                />
              ),
            },
            {
              id: 'method',
              header: words.method,
              cell: (item) => (
                <MethodOf item={item} chosen={form.snapshotClasses[item.provisioner]} offload={form.offload} />
              ),
            },
          ]}
        />
        {data?.volumesWithoutDriver !== undefined && data.volumesWithoutDriver > 0 && (
          <Box color="text-body-secondary">{words.withoutDriver(data.volumesWithoutDriver)}</Box>
        )}
        {items.some(({ provisioner }) => provisioner === VSPHERE) && <Alert type="info">{words.vsphere}</Alert>}
      </SpaceBetween>
    </Container>
  );
}

interface ClassOfProps {
  item: Provisioner;
  chosen: string | undefined;
  onChange: (name: string) => void;
}

function ClassOf({ item, chosen, onChange }: ClassOfProps) {
  const { provisioner, state, classes, selected } = item;
  const value = chosen ?? selected;
  const placeholder = state === 'disabled' ? words.disabled : state === 'none' ? words.noClass : words.chooseClass;
  return (
    <Select
      ariaLabel={words.snapshotClassOf(provisioner)}
      disabled={state === 'disabled' || state === 'none'}
      placeholder={placeholder}
      selectedOption={value === undefined ? null : { value }}
      options={classes.map((name) => ({ value: name }))}
      expandToViewport
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}

function MethodOf({ item, chosen, offload }: { item: Provisioner; chosen: string | undefined; offload: boolean }) {
  const { state, selected } = item;
  if (state === 'disabled') return <StatusIndicator type="warning">{words.methods.portworx}</StatusIndicator>;
  if (state === 'none') return <StatusIndicator type="warning">{words.methods.none}</StatusIndicator>;
  if ((chosen ?? selected) === undefined)
    return <StatusIndicator type="warning">{words.methods.choose}</StatusIndicator>;
  return offload ? (
    <StatusIndicator type="success">{words.methods.offload}</StatusIndicator>
  ) : (
    <StatusIndicator type="info">{words.methods.snapshot}</StatusIndicator>
  );
}
