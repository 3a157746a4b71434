import { execFile } from 'node:child_process';

/** Runs kubectl (which is in hyperkube) and returns what it printed. @throws Error with what it said. */
export async function kubectl(
  access: { readonly hyperkube: string; readonly kubeconfig: string },
  args: readonly string[],
  input = '',
): Promise<string> {
  const command = ['kubectl', `--kubeconfig=${access.kubeconfig}`, ...args];
  return await new Promise((resolve, reject) => {
    const child = execFile(access.hyperkube, command, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`, { cause: error }));
    });
    child.stdin?.end(input);
  });
}
