/** For a sentence: `a, b and 7 more`. What has them all belongs into the details. */
export function nameSome(names: readonly string[], most: number): string {
  const more = names.length - most;
  return `${names.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
