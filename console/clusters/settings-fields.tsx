import { TextField } from '../parts/text-field.tsx';
import { SETTINGS, type SettingName, type SettingTexts } from '../words/settings.ts';

interface SettingsFieldsProps {
  texts: SettingTexts;
  onChange: (by: Partial<SettingTexts>) => void;
  errorAt: (pointer: string) => string | undefined;
}

/** Where a setting stands in the body, if not by its own name. */
const AT: Readonly<Partial<Record<SettingName, string>>> = {
  cpu: 'resources/cpu',
  memoryMiB: 'resources/memoryMiB',
  limitCpu: 'limits/cpu',
  limitMemoryMiB: 'limits/memoryMiB',
};

export function SettingsFields({ texts, onChange, errorAt }: SettingsFieldsProps) {
  const names = Object.keys(SETTINGS) as SettingName[];
  return (
    <div className="row wide">
      {names.map((name) => (
        <TextField
          key={name}
          label={SETTINGS[name].label}
          placeholder={SETTINGS[name].placeholder}
          value={texts[name]}
          error={errorAt(`/settings/${AT[name] ?? name}`)}
          onType={(text) => onChange({ [name]: text })}
        />
      ))}
    </div>
  );
}
