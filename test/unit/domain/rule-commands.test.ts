import { describe, expect, it } from 'vitest';
import { MAX_OUTPUT_BYTES } from '../../../functions/domain/rule/command-output.ts';
import { startCommand } from '../../../functions/domain/rule/detached-action.ts';
import { sessionCommand } from '../../../functions/domain/rule/pod-run.ts';
import { actionSchema } from '../../../functions/domain/rule/rule-spec.ts';
import { armCommand, thawCommand } from '../../../functions/domain/rule/self-thaw.ts';

const KEY = 'a'.repeat(20);
/** What nginx, HAProxy and AWS's load balancers let through is 8 to 16 KiB. */
const LONGEST_REQUEST_LINE = 16 * 1024;

const messagesOf = (command: string) =>
  actionSchema
    .safeParse({ podSelector: { matchLabels: { app: 'db' } }, command })
    .error?.issues.map(({ message }) => message) ?? [];

/** Of the longest names that Kubernetes has. */
function requestLine(words: readonly string[]): number {
  const query = new URLSearchParams({ container: 'c'.repeat(63), stdout: 'true', stderr: 'true' });
  for (const word of words) query.append('command', word);
  const path = `/api/v1/namespaces/${'n'.repeat(63)}/pods/${'p'.repeat(253)}/exec?${query.toString()}`;
  return `GET ${path} HTTP/1.1`.length;
}

describe('a command of a rule', () => {
  it.each([
    ['letters', 'a'.repeat(8192)],
    ['line ends and letters', `ab${'\n'.repeat(2730)}`],
    ['letters beyond ASCII', `ab${'ü'.repeat(1365)}`],
  ])('of as many %s as are allowed goes into the URL of each exec', (_, command) => {
    expect(messagesOf(command)).toEqual([]);
    const limits = { deadlineSeconds: 900, killSeconds: 930, waitSeconds: 40, maxOutputBytes: MAX_OUTPUT_BYTES };
    const freeze = { key: KEY, thaw: command, thawSeconds: 300, undoes: KEY };
    const armedKeys = Array.from({ length: 20 }, () => KEY);
    for (const words of [
      startCommand({ key: KEY, command, ...limits, armedKeys }),
      armCommand(freeze, 900),
      thawCommand(freeze, { waitSeconds: 40, unarmed: 'leave' }),
      sessionCommand(KEY, command, 40),
    ]) {
      expect(requestLine(words)).toBeLessThan(LONGEST_REQUEST_LINE);
    }
  });

  it.each([
    ['a'.repeat(8193), /8192/],
    ['\n'.repeat(2730).concat('abc'), /at most 8192 characters as a URL has them, where this has 8193/],
    ['ü'.repeat(1366), /where this has 8196/],
  ])('beyond that is refused with the limit', (command, said) => {
    expect(messagesOf(command)).toEqual([expect.stringMatching(said)]);
  });
});
