import { useState } from 'react';
import { useNavigate } from 'react-router';
import { answered } from '../../client/client.ts';
import { fieldError } from '../api/problems.ts';
import { useApi } from '../app/session.tsx';
import { useIdempotencyKey } from '../parts/idempotency.ts';
import { useSubmit } from '../parts/use-submit.ts';
import { words } from '../words/create-backup.ts';
import { backupOf, type Form, missingOf, scheduleOf } from './form.ts';

interface Made {
  address: string;
  said: string;
}

/** Sends the form, once however often it is pressed, and goes to what it has made. */
export function useCreate() {
  const api = useApi();
  const navigate = useNavigate();
  const keyFor = useIdempotencyKey();
  const { running, failure, forget, submit, errorAt } = useSubmit();
  const [missing, setMissing] = useState<Readonly<Record<string, string>>>({});

  const send = async (form: Form): Promise<Made> => {
    if (!form.onSchedule) {
      const body = backupOf(form);
      const params = { header: { 'Idempotency-Key': keyFor(body) } };
      const { id } = await answered(api.POST('/v1/backups', { params, body }));
      return { address: `/backups/${id}`, said: words.created };
    }
    const body = scheduleOf(form);
    const params = { header: { 'Idempotency-Key': keyFor(body) } };
    const { name } = await answered(api.POST('/v1/schedules', { params, body }));
    return { address: `/schedules/${name}`, said: words.scheduleCreated };
  };
  const create = async (form: Form) => {
    const fields = missingOf(form, words.missing, words.wrongSelector);
    setMissing(fields);
    if (Object.keys(fields).length > 0) return forget();
    const changes = ['backups', 'schedules', 'operations'];
    const made = await submit(() => send(form), { done: ({ said }) => said, changes });
    if (made) void navigate(made.address);
  };
  return {
    running,
    failure,
    create,
    /** A schedule has the fields of a backup, one level below. */
    errorOf: (pointer: string) =>
      fieldError({ fields: missing }, pointer) ?? errorAt(pointer) ?? errorAt(`/backup${pointer}`),
  };
}
