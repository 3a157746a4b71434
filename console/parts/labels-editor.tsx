import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import { removeLabel, words } from '../words/labels.ts';
import { type LabelPair, parsePairs } from './label-pairs.ts';

interface LabelsEditorProps {
  pairs: readonly LabelPair[];
  onChange: (pairs: LabelPair[]) => void;
  /** What the API says of a label, by its key. */
  errorOf?: (key: string) => string | undefined;
  /** Said where there are none. */
  empty?: string;
  addText?: string;
}

/** Rows of key and value; what is pasted into a key as `a=b,c=d` becomes as many rows. `labelsOf` makes labels of them. */
export function LabelsEditor({ pairs, onChange, errorOf, empty, addText }: LabelsEditorProps) {
  const change = (at: number, ...by: LabelPair[]) => onChange(pairs.toSpliced(at, 1, ...by));
  const wrongKey = ({ key, value }: LabelPair, at: number) => {
    const name = key.trim();
    if (name === '') return value.trim() === '' ? undefined : words.keyMissing;
    const isTwice = pairs.some((other, place) => place < at && other.key.trim() === name);
    return isTwice ? words.keyTwice : errorOf?.(name);
  };
  return (
    <AttributeEditor<LabelPair>
      items={pairs}
      empty={empty ?? words.none}
      addButtonText={addText ?? words.add}
      removeButtonText={words.remove}
      removeButtonAriaLabel={({ key }) => removeLabel(key)}
      additionalInfo={words.paste}
      onAddButtonClick={() => onChange([...pairs, { key: '', value: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(pairs.toSpliced(detail.itemIndex, 1))}
      definition={[
        {
          label: words.key,
          errorText: wrongKey,
          control: (pair, at) => (
            <div
              onPaste={(event) => {
                const pasted = parsePairs(event.clipboardData.getData('text'));
                if (!pasted) return;
                event.preventDefault();
                change(at, ...pasted);
              }}
            >
              <Input
                value={pair.key}
                placeholder="team"
                autoComplete={false}
                onChange={({ detail }) => change(at, { ...pair, key: detail.value })}
              />
            </div>
          ),
        },
        {
          label: words.value,
          control: (pair, at) => (
            <Input
              value={pair.value}
              placeholder="web"
              autoComplete={false}
              onChange={({ detail }) => change(at, { ...pair, value: detail.value })}
            />
          ),
        },
      ]}
    />
  );
}
