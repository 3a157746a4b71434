import { endCommand, lookCommand, startCommand } from '../../../functions/domain/rule/detached-action.ts';
import { forgetCommand, sessionCommand } from '../../../functions/domain/rule/pod-run.ts';
import { armCommand, thawCommand, withdrawCommand } from '../../../functions/domain/rule/self-thaw.ts';
import type { ExecResult, RunExecs } from '../../../simulator/kubelet/run.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

/** What actions of these tests run: what they do to the application is known by these words. */
export const FREEZE = 'freeze the writer';
export const THAW = 'thaw the writer';

interface Folder {
  command?: string;
  /** Nothing begins in its container any more. */
  isClosed?: boolean;
  claimedBy?: 'us' | 'timer';
  exit?: { code: number; at: number };
  waits?: boolean;
  released?: 'released' | 'expired';
  /** It goes when what runs in it has ended. */
  forgotten?: boolean;
}

/**
 * Stands in for the containers of an application, in virtual time: the scripts that Snapferry runs in them do what they do in a
 * container (test/contract/pod-scripts.test.ts and pod-commands.test.ts run them for real), and their commands freeze and thaw a writer.
 */
export function createApplication(clock: VirtualClock) {
  const folders = new Map<string, Folder>();
  const writer = createWriter(clock);
  const later = (seconds: number, work: () => void) =>
    clock.detached(() => void clock.timer(seconds * 1000).then(work));
  const scripts = createScripts(folders, writer, { now: () => clock.now(), later });
  return Object.assign(writer, {
    /** Folders, and so processes, that were left in a container. */
    left: () => [...folders.keys()],
    reset() {
      folders.clear();
      writer.frozen.length = 0;
      writer.hasFolder = true;
      writer.overdue.clear();
      for (const known of [writer.begun, writer.exits, writer.prints, writer.takes, writer.dying])
        for (const command of Object.keys(known)) delete known[command];
    },
    runExecs: (({ command: [, , script, , key = '', ...given], pod }) => {
      if (script === IN_SESSION) return writer.inSession(given);
      if (!writer.hasFolder) return said(script === SCRIPTS.thaw ? 'bare' : 'nowhere');
      const run = Object.entries(SCRIPTS).find(([, text]) => text === script)?.[0];
      if (!run) throw new Error(`no script of rules: ${String(script).slice(0, 100)}`);
      return scripts[run as keyof typeof SCRIPTS](`${pod.metadata.uid}/${key}`, given);
    }) satisfies RunExecs,
  });
}

function createWriter({ now }: { now(): number }) {
  const writer = {
    /** When it stood still: from, and to when it went on. */
    frozen: [] as { from: number; to?: number }[],
    /** How often each command was begun. */
    begun: {} as Record<string, number>,
    /** Exit codes other than 0, by command, of several the first time and so on; Infinity: it hangs. */
    exits: {} as Record<string, number | number[]>,
    /** How long a command that is ended takes for it, ms: then, at last, it freezes the writer. */
    dying: {} as Record<string, number>,
    /** How long a thaw takes that is ended for its time is over. */
    overdue: new Set<string>(),
    /** Until it is heard of a command that it was begun, ms. */
    takes: {} as Record<string, number>,
    /** What each command prints, where it runs as long as its session. */
    prints: {} as Record<string, string>,
    /** Whether its container can be written in. */
    hasFolder: true,
    begin(command: string): number {
      writer.begun[command] = (writer.begun[command] ?? 0) + 1;
      const given = writer.exits[command] ?? 0;
      const code = Array.isArray(given) ? (given.shift() ?? 0) : given;
      const isFrozen = writer.frozen.some(({ to }) => to === undefined);
      if (command.includes(FREEZE) && code === 0 && !isFrozen) writer.stop();
      if (command.includes(THAW) && code === 0) writer.goOn();
      return code;
    },
    /** Ended after its time, when it hangs. */
    inSession([seconds, command = '']: string[]): ExecResult {
      const code = writer.begin(command);
      if (!Number.isFinite(code)) return { exitCode: 143, afterMs: Number(seconds) * 1000 };
      return { exitCode: code, stdout: writer.prints[command] ?? '' };
    },
    stop() {
      writer.frozen.push({ from: now() });
    },
    goOn() {
      const last = writer.frozen.at(-1);
      if (last && last.to === undefined) last.to = now();
    },
  };
  return writer;
}

interface Time {
  now(): number;
  later(seconds: number, work: () => void): void;
}

/** How a command is ended: what holds is let go, what runs is killed, and takes its time for it. */
function createEnd(writer: ReturnType<typeof createWriter>, { now, later }: Time, letGo: LetGo) {
  return (folder: Folder | undefined): ExecResult => {
    if (!folder) return said('gone');
    const slow = folder.exit ? undefined : writer.dying[folder.command ?? ''];
    if (slow !== undefined) {
      later(slow / 1000, () => {
        writer.stop();
        folder.exit = { code: 143, at: now() };
      });
      return { ...said('ended 143 killed'), afterMs: slow };
    }
    if (folder.waits && !folder.released) letGo(folder, 'released');
    const how = folder.exit ? (folder.released ?? 'early') : 'killed';
    folder.exit ??= { code: 137, at: now() };
    return said(`ended ${folder.exit.code} ${how}`);
  };
}

function close(folders: Map<string, Folder>, at: string, armed: string): void {
  for (const key of armed.split(' ')) {
    const thaw = folders.get(`${at.slice(0, at.indexOf('/'))}/${key}`);
    if (thaw) thaw.isClosed = true;
  }
}

function forget(folders: Map<string, Folder>, at: string): ExecResult {
  const pod = at.slice(0, at.indexOf('/') + 1);
  for (const key of at.slice(pod.length).split(' ')) {
    const folder = folders.get(`${pod}${key}`);
    if (folder?.exit) folders.delete(`${pod}${key}`);
    else if (folder) folder.forgotten = true;
  }
  return said('forgotten');
}

type LetGo = (folder: Folder, how: 'released' | 'expired') => void;

function createScripts(folders: Map<string, Folder>, writer: ReturnType<typeof createWriter>, { now, later }: Time) {
  const exitOf = (code: number) => (Number.isFinite(code) ? { exit: { code, at: now() } } : {});
  const letGo: LetGo = (folder, how) => {
    Object.assign(folder, { released: how, ...exitOf(0) });
    writer.goOn();
  };
  const look = (at: string, folder = folders.get(at)) => {
    if (!folder) return said('gone');
    if (!folder.exit) return said(folder.waits ? 'waiting' : 'late');
    return said(`ended ${folder.exit.code}${writer.overdue.has(folder.command ?? '') ? ' overdue' : ''}`);
  };
  const ended = createEnd(writer, { now, later }, letGo);
  return {
    look: (at: string) => look(at),

    arm(at: string, [seconds, command = '', , undoes = '']: string[]): ExecResult {
      if (folders.has(at)) return said('already');
      const folder: Folder = { isClosed: false };
      folders.set(at, folder);
      later(Number(seconds), () => {
        if (folders.get(at) !== folder || folder.claimedBy) return;
        if (undoes !== '' && !folders.has(`${at.slice(0, at.indexOf('/'))}/${undoes}`)) return void folders.delete(at);
        Object.assign(folder, { claimedBy: 'timer', ...exitOf(writer.begin(command)) });
        if (folder.forgotten) folders.delete(at);
      });
      return said('armed');
    },

    thaw(at: string, [command = '', , , unarmed]: string[]): ExecResult {
      if (!folders.has(at) && unarmed !== 'run') return said('before');
      const folder = folders.get(at) ?? {};
      folders.set(at, folder);
      if (!folder.claimedBy) Object.assign(folder, { claimedBy: 'us', ...exitOf(writer.begin(command)) });
      if (!folder.exit) return said(`running ${folder.claimedBy}`);
      const ago = Math.floor(now() / 1000) - Math.floor(folder.exit.at / 1000);
      const how = writer.overdue.has(command) ? '  overdue' : '';
      return said(`${folder.claimedBy} ${folder.exit.code} ${ago}${how}`);
    },

    withdraw(at: string): ExecResult {
      if (folders.get(at)?.claimedBy) return said('claimed');
      folders.delete(at);
      return said('gone');
    },

    start(at: string, [seconds, , holdSeconds, , , command = '', wait = '', armed = '']: string[]): ExecResult {
      if (folders.has(at)) return said('already');
      const pod = at.slice(0, at.indexOf('/'));
      const isArmed = (key: string) =>
        folders.get(`${pod}/${key}`)?.claimedBy === undefined && folders.get(`${pod}/${key}`)?.isClosed === false;
      if (!armed.split(' ').filter(Boolean).every(isArmed)) return said('thawed');
      const folder: Folder = { command };
      folders.set(at, folder);
      const code = writer.begin(command);
      if (!Number.isFinite(code)) later(Number(holdSeconds), () => Object.assign(folder, exitOf(143)));
      if (code !== 0 || !command.includes(wait)) Object.assign(folder, exitOf(code));
      else {
        folder.waits = true;
        later(Number(seconds), () => {
          if (folders.get(at) === folder && !folder.released) letGo(folder, 'expired');
        });
      }
      return { ...look(at, folder), afterMs: writer.takes[command] ?? 0 };
    },

    end: (at: string, [, , armed = '']: string[]): ExecResult => {
      close(folders, at, armed);
      return ended(folders.get(at));
    },

    forget: (at: string): ExecResult => forget(folders, at),
  };
}

export type Application = ReturnType<typeof createApplication>;

const limits = { waitSeconds: 0 };
const action = {
  key: '',
  command: '',
  deadlineSeconds: 0,
  killSeconds: 0,
  maxOutputBytes: 0,
  armedKeys: [],
  ...limits,
};
const freeze = { key: '', thaw: '', thawSeconds: 0 };
const IN_SESSION = sessionCommand('', '', 0)[2];
/** Told apart by their text: what is different each time are parameters. */
const SCRIPTS = {
  arm: armCommand(freeze, 0)[2],
  thaw: thawCommand(freeze, { ...limits, unarmed: 'run' })[2],
  withdraw: withdrawCommand('')[2],
  start: startCommand(action)[2],
  look: lookCommand('', 0)[2],
  end: endCommand('', { ...limits, kill: true })[2],
  forget: forgetCommand([])[2],
};

function said(words: string): ExecResult {
  return { exitCode: 0, stdout: `snapferry: ${words}\n` };
}
