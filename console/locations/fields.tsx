import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useClusters } from '../clusters/use-clusters.ts';
import { TextField } from '../parts/text-field.tsx';
import type { Submit } from '../parts/use-submit.ts';
import { words } from '../words/locations.ts';
import type { Draft } from './draft.ts';

interface FieldsProps {
  draft: Draft;
  onChange: (by: Partial<Draft>) => void;
  errorAt: Submit['errorAt'];
  isNew: boolean;
}

export function LocationFields(props: FieldsProps) {
  const { draft, onChange, errorAt, isNew } = props;
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          {isNew && (
            <TextField
              label={words.name}
              why={words.nameWhy}
              value={draft.name}
              error={errorAt('/name')}
              onType={(name) => onChange({ name })}
            />
          )}
          <TextField
            label={words.endpoint}
            why={words.endpointWhy}
            value={draft.endpoint}
            inputMode="url"
            error={errorAt('/s3/endpoint')}
            onType={(endpoint) => onChange({ endpoint })}
          />
          <TextField
            label={words.region}
            value={draft.region}
            error={errorAt('/s3/region')}
            onType={(region) => onChange({ region })}
          />
          <TextField
            label={words.bucket}
            value={draft.bucket}
            error={errorAt('/s3/bucket')}
            onType={(bucket) => onChange({ bucket })}
          />
          <TextField
            label={words.prefix}
            why={words.prefixWhy}
            optional
            value={draft.prefix}
            error={errorAt('/s3/prefix')}
            onType={(prefix) => onChange({ prefix })}
          />
          <Toggle
            checked={draft.pathStyle}
            description={words.pathStyleWhy}
            onChange={({ detail }) => onChange({ pathStyle: detail.checked })}
          >
            {words.pathStyle}
          </Toggle>
        </SpaceBetween>
      </Container>
      <Keys {...props} />
      <Advanced {...props} />
    </SpaceBetween>
  );
}

function Keys({ draft, onChange, errorAt, isNew }: FieldsProps) {
  const at = '/s3/credentials';
  return (
    <Container
      header={
        <Header variant="h2" description={isNew ? words.keysWhy : `${words.keysStay} ${words.keysWhy}`}>
          {words.keys}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <TextField
          label={words.accessKeyId}
          value={draft.accessKeyId}
          error={errorAt(`${at}/accessKeyId`)}
          onType={(accessKeyId) => onChange({ accessKeyId })}
        />
        <TextField
          label={words.secretAccessKey}
          type="password"
          value={draft.secretAccessKey}
          error={errorAt(`${at}/secretAccessKey`)}
          onType={(secretAccessKey) => onChange({ secretAccessKey })}
        />
        <TextField
          label={words.sessionToken}
          why={words.sessionTokenWhy}
          optional
          type="password"
          value={draft.sessionToken}
          error={errorAt(`${at}/sessionToken`)}
          onType={(sessionToken) => onChange({ sessionToken })}
        />
      </SpaceBetween>
    </Container>
  );
}

function Advanced({ draft, onChange, errorAt, isNew }: FieldsProps) {
  const { options } = useClusters();
  const all = [{ value: '', label: words.noGateway }, ...options];
  return (
    <ExpandableSection variant="container" headerText={isNew ? words.advanced : words.gatewayCluster}>
      <SpaceBetween size="l">
        <FormField
          label={words.gatewayCluster}
          description={words.gatewayClusterWhy}
          errorText={errorAt('/gatewayCluster')}
        >
          <Select
            options={all}
            selectedOption={all.find(({ value }) => value === draft.gatewayCluster) ?? { value: draft.gatewayCluster }}
            onChange={({ detail }) => onChange({ gatewayCluster: detail.selectedOption.value ?? '' })}
          />
        </FormField>
        {isNew && (
          <TextField
            label={words.ownKey}
            why={words.ownKeyWhy}
            optional
            type="password"
            value={draft.recoveryKey}
            error={errorAt('/recoveryKey')}
            onType={(recoveryKey) => onChange({ recoveryKey })}
          />
        )}
      </SpaceBetween>
    </ExpandableSection>
  );
}
