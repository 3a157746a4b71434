import type { AnyKind } from '../kinds/kind.ts';
import type { Session } from '../session.ts';
import type { Shell } from '../shell.ts';
import { cellsOf, printTable, shownColumns, widthsOf } from './columns.ts';
import { type Format, printDocument } from './documents.ts';

interface Shown {
  format: Format | undefined;
  headers: boolean;
  /** One thing was asked for by its name: a document is that alone, and no list. */
  single: boolean;
}

const PAUSE_MS = 2_000;

export function printItems(shell: Shell, kind: AnyKind, items: readonly object[], shown: Shown): void {
  const { format, single } = shown;
  if (format === 'json' || format === 'yaml') shell.out(printDocument(single ? items[0] : { items }, format));
  else if (format === 'name') shell.out(items.map((item) => `${kind.singular}/${kind.nameOf(item)}\n`).join(''));
  else if (items.length === 0) shell.err(`no ${kind.plural}\n`);
  else shell.out(printTable(tableOf(shell, kind, items, shown)));
}

function tableOf(shell: Shell, kind: AnyKind, items: readonly object[], { format, headers }: Shown): string[][] {
  const columns = shownColumns(kind.columns, format === 'wide');
  const rows = items.map((item) => cellsOf(columns, item, shell.now()));
  return headers ? [columns.map(({ title }) => title), ...rows] : rows;
}

/** Prints the list, and from then on each thing that is new or has changed, until Ctrl-C. */
export async function watchItems(
  { shell }: Session,
  kind: AnyKind,
  list: () => Promise<object[]>,
  shown: Shown,
): Promise<void> {
  const interrupts = shell.interrupts();
  let before = new Map<string, string>();
  let widths: number[] | undefined;
  while (!interrupts.aborted) {
    const items = await list();
    // what is relative to now is no change
    const now = new Map(items.map((item) => [kind.nameOf(item), JSON.stringify(item)]));
    const changed = items.filter((item) => before.get(kind.nameOf(item)) !== now.get(kind.nameOf(item)));
    if (changed.length > 0) {
      if (shown.format === undefined || shown.format === 'wide') {
        const rows = tableOf(shell, kind, changed, { ...shown, headers: shown.headers && widths === undefined });
        widths ??= widthsOf(rows);
        shell.out(printTable(rows, widths));
      } else for (const item of changed) printItems(shell, kind, [item], { ...shown, single: true });
    }
    before = now;
    await shell.pause(PAUSE_MS, interrupts);
  }
}
