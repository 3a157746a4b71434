import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { closeServer, listenOnLoopback } from '../../../local/loopback.ts';
import { unzip } from './unzip.ts';

const NATIVE_CLIENT = pathToFileURL(path.join(import.meta.dirname, 'native-client.ts')).href;

export interface Deployed {
  name: string;
  /** As the template has it. */
  handler: string;
  seconds: number;
  zip: string;
  /** The template's own, and nothing else of ours. */
  environment: Record<string, string>;
}

export interface Outcome {
  /** What the function returned, or undefined. */
  result?: unknown;
  error?: { errorType: string; errorMessage: string };
  /** Its log. */
  said: string;
}

/**
 * One function out of its zip, started by AWS's runtime client with the environment that it has on AWS, and called once.
 * @param wire how it reaches the services, and as whom: what Lambda itself would provide
 */
export async function runFunction(
  client: string,
  folder: string,
  { name, handler, seconds, zip, environment }: Deployed,
  event: unknown,
  wire: Record<string, string>,
): Promise<Outcome> {
  const task = path.join(folder, name);
  for (const { file, content } of unzip(await readFile(zip))) {
    await mkdir(path.dirname(path.join(task, file)), { recursive: true });
    await writeFile(path.join(task, file), content);
  }

  let answered: (outcome: Omit<Outcome, 'said'>) => void;
  const outcome = new Promise<Omit<Outcome, 'said'>>((resolve) => {
    answered = resolve;
  });
  let calls = 0;
  const api = createServer((request, response) => {
    const kind = request.url?.split('/').at(-1);
    if (kind === 'next') {
      calls += 1;
      // A second call never comes: the environment is frozen until it is ended.
      if (calls > 1) return;
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': `request-${name}`,
        'lambda-runtime-deadline-ms': `${Date.now() + seconds * 1000}`,
        'lambda-runtime-invoked-function-arn': `arn:aws:lambda:eu-central-1:111122223333:function:${name}`,
        'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
      });
      response.end(JSON.stringify(event));
      return;
    }
    void text(request).then((body) => {
      response.writeHead(202).end('{}');
      answered(kind === 'response' ? { result: JSON.parse(body) as unknown } : { error: JSON.parse(body) });
    });
  });
  const address = new URL(await listenOnLoopback(api)).host;
  const child = spawn(process.execPath, ['--import', NATIVE_CLIENT, client, handler], {
    cwd: task,
    env: {
      ...environment,
      ...wire,
      ...reserved(name, handler),
      AWS_LAMBDA_RUNTIME_API: address,
      LAMBDA_TASK_ROOT: task,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      said += part.toString();
    });
  const gone = new Promise<Omit<Outcome, 'said'>>((resolve) => {
    child.once('close', (code) => {
      resolve({ error: { errorType: 'Runtime.ExitError', errorMessage: `ended with ${code}: ${said}` } });
    });
  });
  const first = await Promise.race([outcome, gone]);
  child.kill('SIGKILL');
  await gone;
  await closeServer(api);
  return { ...first, said };
}

/** What Lambda adds, whatever the template says. */
function reserved(name: string, handler: string): Record<string, string> {
  return {
    _HANDLER: handler,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
  };
}
