/** One thing that is wrong: what, where, and what to do about it. */
export interface Finding {
  /** File, with `:line` where it is known. */
  where: string;
  what: string;
  remedy: string;
}

export type Found = (what: string, remedy: string) => void;

/** All that `look` finds wrong at one place. */
export function findingsAt(where: string, look: (found: Found) => void): Finding[] {
  const findings: Finding[] = [];
  look((what, remedy) => findings.push({ where, what, remedy }));
  return findings;
}

export function printFindings(findings: readonly Finding[]): void {
  for (const { where, what, remedy } of findings) console.error(`${where}\n    ${what}\n    → ${remedy}`);
}
