import Alert from '@cloudscape-design/components/alert';
import { type ReactNode, useState } from 'react';
import { ApiProblem } from '../../client/client.ts';
import { told } from '../api/problems.ts';
import { words } from '../words/forms.ts';
import { Confirm } from './confirm.tsx';
import { Failed } from './failed.tsx';
import { To } from './to.tsx';
import { useSubmit } from './use-submit.ts';

interface User {
  kind: string;
  name: string;
}

interface RemoveProps {
  header: string;
  name: string;
  /** What goes and what stays. */
  children: ReactNode;
  /** By force what uses it is ended with it; absent where the API knows no force. */
  force?: string;
  remove: (force: boolean) => Promise<unknown>;
  removed: string;
  changes: readonly string[];
  onRemoved: () => void;
  onDismiss: () => void;
}

/** Asks, removes, and names what still uses it: then it goes only with them, and by its name. */
export function Remove(props: RemoveProps) {
  const { header, name, children, force, remove, removed, changes, onRemoved, onDismiss } = props;
  const { running, failure, submit } = useSubmit();
  const [byForce, setByForce] = useState(false);
  const users = usersIn(failure);
  const isUsed = users.length > 0 && force !== undefined;
  const perform = async () => {
    const forced = isUsed || byForce;
    setByForce(forced);
    await submit(
      async () => {
        await remove(forced);
        // Before anything is asked for again: what is gone answers 404.
        onRemoved();
      },
      { done: () => removed, changes },
    );
  };
  return (
    <Confirm
      header={header}
      does={isUsed ? words.force : words.remove}
      running={running}
      onConfirm={() => void perform()}
      onDismiss={onDismiss}
      typed={isUsed ? { text: name, why: force } : undefined}
    >
      {children}
      {users.length > 0 ? (
        <Alert type="warning" header={words.inUse}>
          <div>{told(failure).detail}</div>
          <ul>
            {users.map((user) => (
              <li key={`${user.kind} ${user.name}`}>
                {user.kind} <To to={addressOfUser(user)}>{user.name}</To>
              </li>
            ))}
          </ul>
        </Alert>
      ) : (
        failure !== undefined && <Failed error={failure} />
      )}
    </Confirm>
  );
}

/** Whom an `object.in_use` names. */
function usersIn(failure: unknown): User[] {
  if (!(failure instanceof ApiProblem) || failure.problem.code !== 'object.in_use') return [];
  const { users } = failure.problem as { users?: User[] };
  return users ?? [];
}

function addressOfUser({ kind, name }: User): string {
  if (kind === 'schedule' || kind === 'location') return `/${kind}s/${name}`;
  return `/operations/${name}`;
}

/** For what the API answers without a body. @throws ApiProblem */
export async function gone({ response, error }: { response: Response; error?: unknown }): Promise<void> {
  if (!response.ok) throw new ApiProblem(response.status, (error ?? {}) as ApiProblem['problem']);
}
