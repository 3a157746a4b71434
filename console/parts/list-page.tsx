import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { nextLook } from '../api/polling.ts';
import { selectedOn, words } from '../words/everywhere.ts';
import { Failed } from './failed.tsx';
import { lookOn, type Page } from './look-on.ts';
import { PageButtons, usePages } from './pages.tsx';
import type { Tray } from './tray.ts';

interface ListPageProps<Item> {
  title: string;
  /** What these things are, in a sentence: seen where there are none, too. */
  description: string;
  /** Said where there are none, if `No` and the title is no sentence. */
  none?: string;
  columns: readonly TableProps.ColumnDefinition<Item>[];
  /** Names the list and what it is filtered by; whoever changes something of it names its first part. */
  listKey: readonly unknown[];
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  idOf: (item: Item) => string;
  everyMs?: number;
  filters?: ReactNode;
  /** undefined where nothing is filtered by. */
  clearFilters?: (() => void) | undefined;
  actions?: ReactNode;
  /** The one thing to do where there are none. */
  firstAction?: ReactNode;
  tray?: Tray<Item>;
  variant?: TableProps['variant'];
  headingTag?: 'h1' | 'h2';
}

/** A list of the API: filtered and paged by the server, asked for again while somebody looks, 50 rows at most. */
export function ListPage<Item>(props: ListPageProps<Item>) {
  const { title, description, columns, idOf, filters, actions, tray, variant = 'full-page', headingTag = 'h1' } = props;
  const { data, error, failureReason, isFetching, refetch, pages } = useList(props);
  const items = data?.items ?? [];
  const counter = tray && tray.count > 0 ? selectedOn(tray.count, tray.pages) : undefined;
  return (
    <SpaceBetween size="m">
      {(error ?? (data && failureReason)) && <Failed error={error ?? failureReason} again={() => void refetch()} />}
      <Table<Item>
        variant={variant}
        columnDefinitions={columns}
        items={items}
        trackBy={idOf}
        loading={data === undefined && !error && isFetching}
        loadingText={words.loading}
        stickyHeader={variant === 'full-page'}
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{
          tableLabel: title,
          selectionGroupLabel: title,
          itemSelectionLabel: (_, item) => idOf(item),
          allItemsSelectionLabel: () => title,
        }}
        {...(tray
          ? {
              selectionType: 'multi' as const,
              selectedItems: items.filter((item) => tray.has(idOf(item))),
              onSelectionChange: ({ detail }) => tray.show(items, detail.selectedItems, pages.page),
            }
          : {})}
        header={
          <Header
            variant={headingTag}
            {...(variant === 'full-page' ? { description } : {})}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                {actions}
              </SpaceBetween>
            }
            {...(counter ? { info: <Selected text={counter} clear={tray?.clear} /> } : {})}
          >
            {title}
          </Header>
        }
        filter={filters}
        pagination={<PageButtons {...pages} />}
        empty={error ? null : <Empty {...props} more={data?.nextCursor !== undefined} />}
      />
    </SpaceBetween>
  );
}

function useList<Item>({ listKey, load, everyMs }: ListPageProps<Item>) {
  // The cursor is needed before the answer that brings the next one.
  const { cursor } = usePages(undefined);
  const query = useQuery({
    queryKey: [...listKey, cursor],
    queryFn: ({ signal }) => lookOn(load, cursor, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (asked) => nextLook(asked, everyMs),
  });
  return { ...query, pages: usePages(query.data?.nextCursor) };
}

function Selected({ text, clear }: { text: string; clear: (() => void) | undefined }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <span role="status">{text}</span>
      <Button variant="inline-link" onClick={clear}>
        {words.clearSelection}
      </Button>
    </SpaceBetween>
  );
}

interface EmptyProps<Item> extends ListPageProps<Item> {
  /** Not all of it was looked through. */
  more: boolean;
}

function Empty<Item>({ title, none, description, clearFilters, firstAction, more }: EmptyProps<Item>) {
  return (
    <Box textAlign="center" color="inherit" padding={{ vertical: 'l' }}>
      <SpaceBetween size="s">
        <Box variant="strong" color="inherit">
          {clearFilters ? words.nothingMatches : (none ?? `${words.no} ${title.toLowerCase()}`)}
        </Box>
        <Box color="inherit">{more ? words.nothingYet : clearFilters ? words.nothingMatchesWhy : description}</Box>
        {clearFilters ? <Button onClick={clearFilters}>{words.clear}</Button> : firstAction}
      </SpaceBetween>
    </Box>
  );
}
