import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { type Told, told } from '../api/problems.ts';
import { notify } from '../app/notices.tsx';
import { useApi } from '../app/session.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { words } from '../words/create-backup.ts';
import { backupOf, type Form, missingOf, scheduleOf } from './form.ts';

/** Sends the form, once however often it is pressed, and goes to what it has made. */
export function useCreate() {
  const api = useApi();
  const navigate = useNavigate();
  const keyFor = useIdempotencyKey();
  const busy = useRef(false);
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<{ error?: unknown; said: Told }>();

  const send = async (form: Form): Promise<string> => {
    if (!form.onSchedule) {
      const body = backupOf(form);
      const params = { header: { 'Idempotency-Key': keyFor(body) } };
      const { id } = await answered(api.POST('/v1/backups', { params, body }));
      notify({ type: 'success', header: words.created });
      return `/backups/${id}`;
    }
    const body = scheduleOf(form);
    const params = { header: { 'Idempotency-Key': keyFor(body) } };
    const { name } = await answered(api.POST('/v1/schedules', { params, body }));
    notify({ type: 'success', header: words.scheduleCreated });
    return `/schedules/${name}`;
  };
  const create = async (form: Form) => {
    const fields = missingOf(form, words.missing, words.wrongSelector);
    if (Object.keys(fields).length > 0) return setFailure({ said: { title: '', detail: '', fields } });
    if (busy.current) return;
    busy.current = true;
    setRunning(true);
    setFailure(undefined);
    try {
      void navigate(await send(form));
    } catch (error) {
      setFailure({ error, said: told(error) });
    } finally {
      busy.current = false;
      setRunning(false);
    }
  };
  return { running, failure, create };
}
