import type { Schemas } from '../../client/client.ts';
import { type Settings, type SettingTexts, textsOf } from '../words/settings.ts';
import { readCredentials } from './credentials-file.ts';

export interface Draft {
  namespace: string;
  /** Of new credentials; the ones that are left out stay. */
  text: string;
  dropRestore: boolean;
  settings: SettingTexts;
}

export function draftOf({ namespace, settings }: Schemas['Cluster']): Draft {
  return { namespace, text: '', dropRestore: false, settings: textsOf(settings) };
}

export function updateOf({ namespace, text, dropRestore, settings }: Draft): Schemas['ClusterUpdate'] {
  const { access, restoreAccess } = readCredentials(text) ?? {};
  return {
    namespace: namespace.trim(),
    settings: settingsOf(settings),
    ...(access ? { access } : {}),
    ...(dropRestore ? { restoreAccess: null } : restoreAccess ? { restoreAccess } : {}),
  };
}

/** A number that is none stays as it was typed: the API says of which field. */
function settingsOf(texts: SettingTexts): Settings {
  const { cpu, memoryMiB, limitCpu, limitMemoryMiB, systemNamespaces, ...rest } = texts;
  const { moverLimit, volumesPerMover, fullReadEvery, ...plain } = rest;
  const namespaces = systemNamespaces.split(/[\s,]+/).filter((name) => name !== '');
  return {
    ...given(plain),
    ...given({
      moverLimit: numberOf(moverLimit),
      volumesPerMover: numberOf(volumesPerMover),
      fullReadEvery: numberOf(fullReadEvery),
    }),
    ...amounts('resources', { cpu, memoryMiB: numberOf(memoryMiB) }),
    ...amounts('limits', { cpu: limitCpu, memoryMiB: numberOf(limitMemoryMiB) }),
    ...(namespaces.length > 0 ? { systemNamespaces: namespaces } : {}),
  };
}

function amounts<Name extends string>(name: Name, of: { cpu: string; memoryMiB: number | '' }) {
  const amount = given(of);
  return Object.keys(amount).length > 0 ? { [name]: amount } : {};
}

function given<Value>(fields: Readonly<Record<string, Value>>): Record<string, Exclude<Value, ''>> {
  const kept = Object.entries(fields)
    .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
    .filter(([, value]) => value !== '');
  return Object.fromEntries(kept) as Record<string, Exclude<Value, ''>>;
}

function numberOf(text: string): number | '' {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : (text as '');
}
