import type { Schemas } from '../../client/client.ts';
import { wrongUse } from '../exit.ts';
import { given } from '../kinds/kind.ts';

type PolicyRequest = Schemas['PolicyRequest'];
type Entry = PolicyRequest['entries'][number];
type Day = Extract<Entry, { kind: 'weekly' }>['days'][number];

export interface PolicyFlags {
  entry?: string[];
  timeZone?: string;
  overlap?: 'skip' | 'queue';
  missed?: 'skip' | 'runOnce';
}

export const POLICY_FLAGS = {
  '/name': 'NAME',
  '/entries': '--entry',
  '/timeZone': '--time-zone',
  '/overlap': '--overlap',
  '/missed': '--missed',
};

export function policyRequestOf(name: string, { entry = [], timeZone, overlap, missed }: PolicyFlags): PolicyRequest {
  if (entry.length === 0) throw wrongUse('when? --entry "night: daily at 02:00, keep 7"');
  return { name, entries: entry.map(parseEntry), ...given<Partial<PolicyRequest>>({ timeZone, overlap, missed }) };
}

const ENTRY = /^([^:\s]+)\s*:\s*(.+?)\s*,?\s+keep\s+(\d+)$/;
const EXAMPLES = [
  'minute: every 1m, keep 3',
  'night: daily at 02:00, keep 7',
  'week: weekly SUN,WED at 03:00, keep 4',
  'month: monthly last at 04:00, keep 12',
  'now: once at 2026-12-01T02:00, keep 1',
];

/** `ID: WHEN, keep COUNT`. @throws CliError with an example of each kind of entry */
export function parseEntry(text: string): Entry {
  const [, id = '', when = '', count = ''] = ENTRY.exec(text.trim()) ?? [];
  const keep = Number(count);
  const [word = '', ...rest] = when.split(/\s+/);
  const after = rest.join(' ');
  const [, days = '', at = ''] = /^(?:(?!at\s)(\S+)\s+)?(?:at\s+)?(\S+)$/.exec(after) ?? [];
  if (id && (word === 'every' || word === 'interval') && rest.length === 1)
    return { id, kind: 'interval', every: after, keep };
  if (id && at && !days && word === 'daily') return { id, kind: 'daily', at, keep };
  if (id && at && !days && word === 'once') return { id, kind: 'once', at, keep };
  if (id && at && days && word === 'weekly') {
    return { id, kind: 'weekly', days: days.split(',').map((day) => day.toUpperCase() as Day), at, keep };
  }
  if (id && at && days && word === 'monthly') {
    return { id, kind: 'monthly', day: days === 'last' ? 'last' : Number(days), at, keep };
  }
  throw wrongUse(`--entry "${text}" is no entry`, 'such as:', ...EXAMPLES.map((example) => `  "${example}"`));
}
