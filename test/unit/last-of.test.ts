import { expect, it } from 'vitest';
import { lastOf } from '../../functions/backup/rules/exec-action.ts';

it('a sentence has the end of what a command has printed, and not what its shell says of programs that were ended', () => {
  expect(lastOf('')).toBe('');
  expect(lastOf('Terminated\n')).toBe('');
  expect(lastOf('no server\nTerminated\nKilled\nKilled\n')).toBe(': no server');
  expect(lastOf('it was Killed\n')).toBe(': it was Killed');
  expect(lastOf(`${'x'.repeat(400)}end`)).toBe(`: ${'x'.repeat(297)}end`);
});
