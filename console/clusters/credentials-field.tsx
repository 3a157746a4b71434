import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useRef } from 'react';
import { told } from '../api/problems.ts';
import { words as clusters, register as words } from '../words/clusters.ts';
import { type Access, lineOf, readCredentials } from './credentials-file.ts';

interface CredentialsFieldProps {
  text: string;
  onChange: (text: string) => void;
  /** What was said against it. */
  failure: unknown;
  why?: string;
}

/** Takes `cluster.json` or a kubeconfig, says what it holds, and where the API refuses it. */
export function CredentialsField({ text, onChange, failure, why = words.pasteWhy }: CredentialsFieldProps) {
  const file = useRef<HTMLInputElement>(null);
  const credentials = readCredentials(text);
  const refused = Object.entries(failure === undefined ? {} : told(failure).fields).filter(([at]) =>
    /^\/(access|restoreAccess)/.test(at),
  );
  const read = async (files: FileList | null) => {
    const [first] = files ?? [];
    if (first) onChange(await first.text());
  };
  return (
    <SpaceBetween size="m">
      <FormField
        label={words.paste}
        description={why}
        stretch
        errorText={text.trim() !== '' && !credentials ? words.notJson : undefined}
        secondaryControl={
          <>
            <Button formAction="none" iconName="upload" onClick={() => file.current?.click()}>
              {words.choose}
            </Button>
            <input
              ref={file}
              type="file"
              hidden
              aria-label={words.choose}
              onChange={({ target }) => void read(target.files)}
            />
          </>
        }
      >
        <fieldset
          className="bare"
          aria-label={words.paste}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            void read(event.dataTransfer.files);
          }}
        >
          <Textarea
            rows={8}
            spellcheck={false}
            autoComplete={false}
            value={text}
            onChange={({ detail }) => onChange(detail.value)}
          />
        </fieldset>
      </FormField>
      {refused.length > 0 && <Refused text={text} refused={refused} />}
      {credentials && (
        <KeyValuePairs
          columns={2}
          items={[
            { label: words.access, value: accessText(credentials.access) },
            {
              label: words.restoreAccess,
              value: credentials.restoreAccess ? accessText(credentials.restoreAccess) : words.noRestore,
            },
          ]}
        />
      )}
    </SpaceBetween>
  );
}

function accessText(access: Access): string {
  const server = 'server' in access && typeof access.server === 'string' ? access.server : '';
  return words.at(clusters.accessOf[access.kind] ?? '–', server);
}

/** Each refused part at the line where it stands. */
function Refused({ text, refused }: { text: string; refused: readonly [string, string][] }) {
  return (
    <div role="alert">
      <Box variant="awsui-key-label">{words.refused}</Box>
      {refused.map(([at, message]) => {
        const line = lineOf(text, at);
        return (
          <Box key={at} color="text-status-error">
            {at.slice(1).replaceAll('/', '.')}
            {line === undefined ? '' : `, ${words.line(line)}`}: {message}
          </Box>
        );
      })}
    </div>
  );
}
