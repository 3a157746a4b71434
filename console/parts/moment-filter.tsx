import { useAddress } from './use-address.ts';

const MINUTE = 60_000;

/** A moment that is filtered by: typed in the zone of whoever types, and in UTC in the address, which others may open. */
export function MomentFilter({ name, label }: { name: string; label: string }) {
  const { read, change } = useAddress();
  return (
    <label className="moment">
      {label}
      <input
        type="datetime-local"
        value={localOf(read(name))}
        onChange={({ target }) => change({ [name]: momentOf(target.value) })}
      />
    </label>
  );
}

/** As the input takes it, without a zone. */
function localOf(moment: string | undefined): string {
  const at = moment === undefined ? Number.NaN : Date.parse(moment);
  if (Number.isNaN(at)) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function momentOf(local: string): string | undefined {
  const at = Date.parse(local);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
