export const words = {
  key: 'Key',
  value: 'Value',
  add: 'Add label',
  remove: 'Remove',
  none: 'No labels.',
  paste: 'Several at once can be pasted into a key: team=web,tier=gold',
  keyTwice: 'This key is there already.',
  keyMissing: 'A label has a key.',
};

export function removeLabel(key: string): string {
  return `Remove the label ${key}`;
}
