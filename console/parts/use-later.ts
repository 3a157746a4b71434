import { useEffect, useState } from 'react';

/** A value once it has stayed the same for a while: what is typed is asked for when whoever types pauses. */
export function useLater<Value>(value: Value, ms = 400): Value {
  const [later, setLater] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(JSON.parse(text) as Value), ms);
    return () => clearTimeout(timer);
  }, [text, ms]);
  return later;
}
