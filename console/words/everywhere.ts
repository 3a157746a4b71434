/** What more than one screen says. */
export const words = {
  product: 'Snapferry',
  tryAgain: 'Try again',
  request: 'request',
  loading: 'Loading',
  none: '–',
  no: 'No',
  close: 'Close',
  cancel: 'Cancel',
  delete: 'Delete',
  create: 'Create',
  edit: 'Edit',
  save: 'Save',
  name: 'Name',
  clear: 'Clear filters',
  nothingMatches: 'Nothing matches',
  nothingMatchesWhy: 'No entry has all of what you filter by.',
  nothingYet: 'None among those that were looked through so far; the next page looks further.',
  previous: 'Previous page',
  next: 'Next page',
  page: 'Page',
  clearSelection: 'Clear',
  search: 'Search',
  anyPhase: 'Any phase',
  anyCluster: 'Any cluster',
  connectionLost: 'The API has not answered for',
  connectionMends: 'What you see is from before. It is asked again by itself.',
  taken: 'Taken',
  open: 'Open',
  more: 'More',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The browser did not let it be copied',
};

/** `7 selected on 3 pages` */
export function selectedOn(count: number, pages: number): string {
  return pages > 1 ? `${count} selected on ${pages} pages` : `${count} selected`;
}
