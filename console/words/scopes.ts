/** Why a person may not: said beside what is disabled. */
export function deniedFor(scope: string): string {
  return `Your token does not carry the scope “${scope}”.`;
}
