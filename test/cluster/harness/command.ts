import { readSettings, type Settings } from './settings.ts';

/** Runs one of the cluster's commands: its help, its parameters, and one sentence and exit code 1 when it cannot. */
export async function runCommand<S extends string>(
  help: string,
  switches: readonly S[],
  command: (settings: Settings, on: Record<S | 'help', boolean>, rest: string[]) => Promise<void>,
): Promise<void> {
  try {
    const { settings, on, rest } = readSettings(process.argv.slice(2), switches);
    if (on.help) {
      console.log(help);
      return;
    }
    if (process.getuid?.() !== 0) throw new Error('The cluster needs root: it mounts, and makes network namespaces.');
    await command(settings, on, rest);
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}\n  ${explain(error.cause)}` : error.message;
}
