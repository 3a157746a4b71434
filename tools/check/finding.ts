/** One thing that is wrong: what, where, and what to do about it. */
export interface Finding {
  /** File, with `:line` where it is known. */
  where: string;
  what: string;
  remedy: string;
}

export function printFindings(findings: readonly Finding[]): void {
  for (const { where, what, remedy } of findings) console.error(`${where}\n    ${what}\n    → ${remedy}`);
}
