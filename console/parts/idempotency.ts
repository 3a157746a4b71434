import { useRef } from 'react';

/**
 * The Idempotency-Key of what a form sends: sent twice it is the same request; once something in it was changed it is
 * another.
 */
export function useIdempotencyKey(): (body: unknown) => string {
  const last = useRef<{ text: string; key: string }>(undefined);
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current?.text !== text) last.current = { text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
