import { type Command, InvalidArgumentError, Option } from 'commander';
import { wrongUse } from '../exit.ts';
import type { AnyKind, FilterName, Filters } from '../kinds/kind.ts';
import { FORMATS, type Format } from '../output/documents.ts';
import { parseDuration } from '../output/units.ts';

/** A list with commas, or a flag that is given several times, or both. */
export function listed(value: string, before: string[] = []): string[] {
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length === 0) throw new InvalidArgumentError('Name one at least.');
  return [...before, ...parts];
}

/** `key=value`, as often as it is given. */
export function paired(value: string, before: Record<string, string> = {}): Record<string, string> {
  const pairs = value.split(',').map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new InvalidArgumentError('It is key=value.');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { ...before, ...Object.fromEntries(pairs) };
}

export function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,9}$/.test(value)) throw new InvalidArgumentError('It is a whole number from 1.');
  return Number(value);
}

export function duration(value: string): number {
  const ms = parseDuration(value);
  if (ms === undefined) throw new InvalidArgumentError('It is a time such as 90s, 30m, 2h or 1d.');
  return ms;
}

/** A moment, or how long ago it was. */
export function moment(value: string): string {
  const ago = parseDuration(value);
  const at = ago === undefined ? Date.parse(value) : Date.now() - ago;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('It is a moment such as 2026-11-26T02:00:00Z, or how long ago: 24h.');
  return new Date(at).toISOString();
}

const PHASES = [
  'Pending',
  'InProgress',
  'Succeeded',
  'Failed',
  'Cancelled',
  'Skipped',
  'Missed',
  'Deleting',
  'Deleted',
];

function phases(value: string, before: string[] = []): string[] {
  return listed(value, before).map((given) => {
    const known = PHASES.find((phase) => phase.toLowerCase() === given.toLowerCase());
    if (!known && typeof given === 'string' && !before.includes(given))
      throw new InvalidArgumentError(`Phases: ${PHASES.join(', ')}.`);
    return known ?? given;
  });
}

export function output(formats: readonly Format[] = FORMATS): Option {
  return new Option('-o, --output <format>', 'how it is printed').choices(formats);
}

/** How each filter is written; `get` has all of them, `backup list` those of its kind. */
const FILTER_OPTIONS: Readonly<Record<FilterName, () => Option>> = {
  cluster: () => new Option('-c, --cluster <name>', 'of this cluster'),
  schedule: () => new Option('--schedule <name>', 'of this schedule'),
  phase: () => new Option('--phase <phases>', 'in one of these phases').argParser(phases),
  open: () => new Option('--open', 'that have not ended'),
  namespace: () => new Option('-n, --namespace <names>', 'of these namespaces').argParser(listed),
  selector: () => new Option('-l, --selector <selector>', 'with these labels: team=web,env!=prod'),
  search: () => new Option('--search <text>', 'with this text in name, id or labels'),
  from: () => new Option('--from <time>', 'since this moment, or for so long: 24h').argParser(moment),
  to: () => new Option('--to <time>', 'until this moment').argParser(moment),
  kind: () =>
    new Option('--kind <kind>', 'of operations: backup, restore, delete, …; of objects: Secret, Deployment.apps'),
  deleted: () => new Option('--deleted', 'what was removed, in place of what is there'),
  validFor: () => new Option('--valid-for <cluster>', 'locations that backups of this cluster may choose'),
  types: () => new Option('--types <types>', 'of these resource types: ConfigMap,Deployment.apps').argParser(listed),
  subject: () => new Option('--subject <subject>', 'by this subject'),
  target: () => new Option('--target <target>', 'about this path, name, id or uid'),
  outcome: () => new Option('--outcome <outcome>', 'created, merged, left or dropped'),
  reason: () => new Option('--reason <reason>', 'for this reason'),
  location: () => new Option('--location <name>', 'of this location'),
  state: () => new Option('--state <states>', 'protected, stale or never'),
  within: () => new Option('--within <time>', 'of the runs ahead: so far from now: 24h, 7d'),
  invalid: () => new Option('--invalid', 'beside --valid-for: the others too, with the reason'),
  changed: () => new Option('--changed', 'with fields that came back otherwise than they were'),
};

export function addFilters(command: Command, names: Iterable<FilterName>): Command {
  for (const name of new Set(names)) command.addOption(FILTER_OPTIONS[name]().helpGroup('Filters:'));
  return command.addOption(
    new Option('--limit <count>', 'so many at most; without, all').argParser(wholeNumber).helpGroup('Filters:'),
  );
}

export type Given = Omit<Filters, 'phase'> & { phase?: string[] };

/** @throws CliError where a flag is given that lists of the kind do not take */
export function filtersFor(kind: AnyKind, given: Given): { filters: Filters; phases: string[] } {
  const filters: Filters = {};
  for (const name of Object.keys(FILTER_OPTIONS) as FilterName[]) {
    if (given[name] === undefined) continue;
    if (!kind.filters.includes(name)) throw wrongUse(`${FILTER_OPTIONS[name]().long} is not for ${kind.plural}`);
    if (name !== 'phase') Object.assign(filters, { [name]: given[name] });
  }
  const { phase = [], limit } = given;
  // the API takes one phase; several are picked out of all
  if (phase.length === 1 && phase[0]) filters.phase = phase[0];
  if (limit !== undefined) filters.limit = limit;
  return { filters, phases: phase.length > 1 ? phase : [] };
}
