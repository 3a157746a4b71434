import Button from '@cloudscape-design/components/button';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect, useState } from 'react';
import { words } from '../words/everywhere.ts';
import { useAddress } from './use-address.ts';

const TYPED_MS = 300;

/** Text that is in the address once whoever types it pauses. */
export function TextFilter({ name, label }: { name: string; label: string }) {
  const { read, change } = useAddress();
  const inAddress = read(name) ?? '';
  const [text, setText] = useState(inAddress);
  useEffect(() => setText(inAddress), [inAddress]);
  useEffect(() => {
    if (text === inAddress) return;
    const timer = setTimeout(() => change({ [name]: text }), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text, inAddress, name, change]);
  return (
    <div className="filter">
      <Input
        type="search"
        value={text}
        placeholder={label}
        ariaLabel={label}
        onChange={({ detail }) => setText(detail.value)}
      />
    </div>
  );
}

interface ChoiceFilterProps {
  name: string;
  /** What is said where nothing is chosen. */
  any: string;
  options: readonly { value: string; label: string }[];
}

export function ChoiceFilter({ name, any, options }: ChoiceFilterProps) {
  const { read, change } = useAddress();
  const all = [{ value: '', label: any }, ...options];
  const chosen = read(name) ?? '';
  return (
    <div className="filter">
      <Select
        ariaLabel={any}
        options={all}
        selectedOption={all.find(({ value }) => value === chosen) ?? { value: chosen, label: chosen }}
        onChange={({ detail }) => change({ [name]: detail.selectedOption.value })}
        filteringType={all.length > 10 ? 'auto' : 'none'}
      />
    </div>
  );
}

/** @returns what forgets all of these, or undefined where none is set */
export function useClear(names: readonly string[]): (() => void) | undefined {
  const { read, change } = useAddress();
  if (names.every((name) => read(name) === undefined)) return undefined;
  return () => change(Object.fromEntries(names.map((name) => [name, undefined])));
}

export function Filters({ clear, children }: { clear: (() => void) | undefined; children: ReactNode }) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {children}
      {clear && (
        <Button variant="inline-link" onClick={clear}>
          {words.clear}
        </Button>
      )}
    </SpaceBetween>
  );
}
