/** These fields of an object, and no others. */
export function picked<Of extends object, Name extends keyof Of>(from: Of, ...names: readonly Name[]): Pick<Of, Name> {
  const chosen: Partial<Pick<Of, Name>> = {};
  for (const name of names) chosen[name] = from[name];
  return chosen as Pick<Of, Name>;
}
