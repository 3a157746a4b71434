import { fieldsIn, isFields, parseFields } from '../../domain/fields.ts';
import { lastCharacters } from '../../domain/rule/command-output.ts';

/*
 * What goes over an exec session: each frame begins with the number of its stream
 * (k8s.io/apimachinery/pkg/util/remotecommand, k8s.io/kubelet/pkg/cri/streaming/remotecommand).
 */
export const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
/** Of v5 alone: the stream that follows has ended. */
const CLOSE = 255;

const LONGEST_STATUS = 64 * 1024;
const CHUNK = 32 * 1024;

/** How the server says that a command ended: with a code, or that it never ran. */
export type Ending = { exitCode: number } | { refused: string };

export interface Output {
  stdout: string;
  stderr: string;
  cut: boolean;
}

export function stdinFrames(protocol: string, stdin: string): Buffer[] {
  const bytes = Buffer.from(stdin);
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    frames.push(Buffer.concat([Buffer.of(STDIN), bytes.subarray(at, at + CHUNK)]));
  }
  return protocol === 'v5.channel.k8s.io' ? [...frames, Buffer.of(CLOSE, STDIN)] : frames;
}

/** Takes frames as they come. @param most bytes to keep of each stream, the first or the last */
export function createChannels(most: number, keep: 'first' | 'last' = 'first') {
  const create = keep === 'first' ? createKeep : createKeepLast;
  const streams = { [STDOUT]: create(most), [STDERR]: create(most), [STATUS]: createKeep(LONGEST_STATUS) };

  return {
    /** Whether the command has ended. */
    take(frame: Buffer): boolean {
      const [stream] = frame;
      if (stream === STDOUT || stream === STDERR || stream === STATUS) streams[stream].add(frame.subarray(1));
      return streams[STATUS].text() !== '';
    },
    output: (): Output => ({
      stdout: streams[STDOUT].text(),
      stderr: streams[STDERR].text(),
      cut: streams[STDOUT].isCut() || streams[STDERR].isCut(),
    }),
    /** undefined while the server has not said it, or not in words that are known. */
    ending: (): Ending | undefined => endingOf(streams[STATUS].text()),
  };
}

function createKeep(most: number) {
  const parts: Buffer[] = [];
  let size = 0;
  return {
    add(part: Buffer): void {
      const kept = part.subarray(0, Math.max(0, most - size));
      if (kept.length > 0) parts.push(kept);
      size += part.length;
    },
    isCut: () => size > most,
    /** What is cut in the middle of a character ends before it. */
    text: () => new TextDecoder().decode(Buffer.concat(parts), { stream: size > most }),
  };
}

function createKeepLast(most: number) {
  let parts: Buffer[] = [];
  let held = 0;
  let size = 0;
  return {
    add(part: Buffer): void {
      parts.push(part);
      held += part.length;
      size += part.length;
      if (held < 2 * most) return;
      const all = Buffer.concat(parts);
      // One byte more, which says that it is cut.
      parts = [Buffer.from(all.subarray(all.length - most - 1))];
      held = most + 1;
    },
    isCut: () => size > most,
    text: () => lastCharacters(Buffer.concat(parts), most),
  };
}

function endingOf(text: string): Ending | undefined {
  const status = parsed(text);
  if (status.status === 'Success') return { exitCode: 0 };
  if (status.status !== 'Failure') return undefined;
  if (status.reason !== 'NonZeroExitCode') return { refused: String(status.message ?? status.reason) };
  const { causes } = fieldsIn(status.details);
  const [cause] = (Array.isArray(causes) ? causes : []).filter((one) => isFields(one) && one.reason === 'ExitCode');
  const code = String(fieldsIn(cause).message);
  return /^\d{1,3}$/.test(code) ? { exitCode: Number(code) } : undefined;
}

function parsed(text: string): Record<string, unknown> {
  try {
    return parseFields(text);
  } catch {
    return {}; // broken off, or another server's words
  }
}
