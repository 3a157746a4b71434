import { FAULTS, type FaultCode } from '../../functions/domain/errors.ts';

const HEAD = `# Errors

Every answer of Snapferry that is no success is a problem of RFC 9457 with one of these codes (what the gateway refuses by itself, 401 without a valid token and 403 without the scope, has a \`message\` only), and every operation that failed has one in \`error.code\`. \`detail\` says what happened in this case, \`remedy\` what to do.

"Tried again" is what Snapferry does by itself: a fault that passes is tried again with growing pauses, for as long as the operation's \`unreachableTimeout\` allows; the others end what they concern at once. \`npm run openapi\` writes this page from \`functions/domain/errors.ts\`.
`;

const AGAIN = { Transient: 'yes', Permanent: 'no', Rejected: 'no, nothing was begun', Cancelled: 'no' } as const;

/** docs/errors.md: every code with its meaning and remedy, by what it is of. */
export function renderErrorsPage(): string {
  const byKind = Map.groupBy(Object.keys(FAULTS) as FaultCode[], (code) => code.split('.')[0] ?? code);
  const sections = [...byKind]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, codes]) => `## ${kind}\n\n${tableOf(codes.toSorted())}`);
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

function tableOf(codes: readonly FaultCode[]): string {
  const rows = codes.map((code) => {
    const { disposition, remedy, status, title } = FAULTS[code];
    return `| \`${code}\` | ${status} | ${title}. | ${AGAIN[disposition]} | ${remedy.replaceAll('|', '\\|')} |`;
  });
  return [
    '| code | HTTP | what it means | tried again | what to do |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
