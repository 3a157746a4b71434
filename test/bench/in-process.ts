import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * What a file of this folder comes to in a process of its own, so that its memory, its modules and its connections are its own.
 * It reads its job as JSON from standard input, and its report, as JSON, is the last line that it prints.
 * @throws Error where it ended without one
 */
export async function inProcess<Report>(file: string, job: object): Promise<Report> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, file)], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  const report = (await text(child.stdout)).trimEnd().split('\n').at(-1) ?? '';
  if (report === '') throw new Error(`${file} came to no report`);
  return JSON.parse(report) as Report;
}
