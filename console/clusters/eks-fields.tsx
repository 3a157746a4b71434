import SpaceBetween from '@cloudscape-design/components/space-between';
import { TextField } from '../parts/text-field.tsx';
import { register as words } from '../words/clusters.ts';

export interface Eks {
  clusterName: string;
  region: string;
  roleArn: string;
  externalId: string;
}

export const NO_EKS: Eks = { clusterName: '', region: '', roleArn: '', externalId: '' };
const PLACEHOLDERS: Eks = {
  clusterName: 'production',
  region: 'eu-central-1',
  roleArn: 'arn:aws:iam::123456789012:role/snapferry-backup',
  externalId: '',
};
const FIELDS = ['clusterName', 'region', 'roleArn', 'externalId'] as const;

interface EksFieldsProps {
  eks: Eks;
  onChange: (by: Partial<Eks>) => void;
  errorAt: (field: string) => string | undefined;
}

/** The role by which a cluster of EKS is reached. */
export function EksFields({ eks, onChange, errorAt }: EksFieldsProps) {
  return (
    <SpaceBetween size="m">
      {FIELDS.map((field) => (
        <TextField
          key={field}
          label={words[field]}
          value={eks[field]}
          placeholder={PLACEHOLDERS[field]}
          error={errorAt(field)}
          onType={(text) => onChange({ [field]: text })}
        />
      ))}
    </SpaceBetween>
  );
}
