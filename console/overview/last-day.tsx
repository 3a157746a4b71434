import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../client/client.ts';
import { bytes } from '../words/bytes.ts';
import { words } from '../words/overview.ts';
import { PHASES } from '../words/phases.ts';

type Statistics = Schemas['Statistics'];
const SHOWN = ['Succeeded', 'Failed', 'Missed', 'Skipped', 'Cancelled'] as const;

/** How the backups of a day and a week have ended, and what lies where. Each number opens its list. */
export function LastDay({ statistics }: { statistics: Statistics }) {
  const { day, week } = statistics.operations;
  const countOf = (of: Statistics['operations']['day'], phase: string) =>
    of.filter((one) => one.kind === 'backup' && one.phase === phase).reduce((sum, { count }) => sum + count, 0);
  return (
    <Container header={<Header variant="h2">{words.last}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          ...SHOWN.map((phase) => ({
            label: PHASES[phase].text,
            value: (
              <>
                <Figure to={`/backups?phase=${phase}`} count={countOf(day, phase)} />
                <span className="quiet"> {words.inWeek(countOf(week, phase))}</span>
              </>
            ),
          })),
          ...statistics.locations.map(({ name, bytes: size }) => ({
            label: `${words.stored} ${name}`,
            value: <Figure to={`/locations/${name}`} count={bytes(size)} />,
          })),
        ]}
      />
    </Container>
  );
}

function Figure({ to, count }: { to: string; count: number | string }) {
  const navigate = useNavigate();
  return (
    <Link
      href={to}
      fontSize="heading-l"
      onFollow={(event) => {
        event.preventDefault();
        void navigate(to);
      }}
    >
      {String(count)}
    </Link>
  );
}
