import { describe, expect, it } from 'vitest';
import { createChannels, stdinFrames } from '../../functions/services/cluster/exec-channels.ts';

const frame = (stream: number, text: string | Buffer) => Buffer.concat([Buffer.of(stream), Buffer.from(text)]);

function endingOf(status: unknown) {
  const channels = createChannels(10);
  const said = typeof status === 'string' ? status : JSON.stringify(status);
  channels.take(frame(3, said));
  return channels.ending();
}

describe('the streams of an exec session', () => {
  it('end with the status alone; empty frames and streams that are not known say nothing', () => {
    const channels = createChannels(10);
    expect([frame(1, ''), frame(3, ''), frame(1, 'out'), frame(9, 'x'), Buffer.alloc(0)].map(channels.take)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(channels.ending()).toBeUndefined();
    expect(channels.take(frame(3, '{"status":"Success"}'))).toBe(true);
    expect(channels.output()).toEqual({ stdout: 'out', stderr: '', cut: false });
  });

  it('are cut each for itself, and never within a character', () => {
    const channels = createChannels(4);
    for (const part of ['ab', 'cü', 'd']) channels.take(frame(1, part));
    channels.take(frame(2, 'fits'));
    expect(channels.output()).toEqual({ stdout: 'abc', stderr: 'fits', cut: true });
  });

  it('are kept to the last where that is asked for, and begin with a whole character', () => {
    const channels = createChannels(4, 'last');
    for (let n = 0; n < 1000; n += 1) channels.take(frame(1, 'much'));
    for (const part of ['ü', 'abc']) channels.take(frame(1, part));
    channels.take(frame(2, 'fits'));
    expect(channels.output()).toEqual({ stdout: 'abc', stderr: 'fits', cut: true });
  });

  it('join a character that comes in two frames', () => {
    const channels = createChannels(10);
    const bytes = Buffer.from('ü');
    for (const part of [bytes.subarray(0, 1), bytes.subarray(1)]) channels.take(frame(1, part));
    expect(channels.output().stdout).toBe('ü');
  });

  it('tell the exit code, a refusal, and nothing where nobody knows', () => {
    const failed = (causes: unknown) => ({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes } });
    expect(endingOf({ status: 'Success' })).toEqual({ exitCode: 0 });
    expect(endingOf(failed([{ reason: 'Other' }, { reason: 'ExitCode', message: '137' }]))).toEqual({ exitCode: 137 });
    expect(endingOf({ status: 'Failure', reason: 'InternalError', message: 'why' })).toEqual({ refused: 'why' });
    for (const odd of [
      '{"status":"Fail',
      'no JSON',
      '[]',
      {},
      failed([]),
      failed('x'),
      failed([{ reason: 'ExitCode' }]),
    ]) {
      expect(endingOf(odd)).toBeUndefined();
    }
  });

  it('take stdin in chunks, and its end where the protocol has one', () => {
    const frames = stdinFrames('v5.channel.k8s.io', 'x'.repeat(70_000));
    expect(frames.map(({ length }) => length)).toEqual([32_769, 32_769, 4_465, 2]);
    expect(frames.at(-1)).toEqual(Buffer.of(255, 0));
    expect(stdinFrames('v4.channel.k8s.io', 'x')).toEqual([frame(0, 'x')]);
  });
});
