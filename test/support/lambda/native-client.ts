import { request } from 'node:http';
import { registerHooks } from 'node:module';

/**
 * In place of the native part of AWS's runtime client, which speaks with the Runtime API by curl: the same calls by Node's
 * http. Preloaded, it answers to the name of the native part.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('/rapid-client.node')
      ? { url: import.meta.url, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

const API = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation`;

export function initializeClient(): void {
  // there is nothing to open
}

export function next(): Promise<{ bodyJson: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${API}/next`, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        bodyJson += part;
      });
      response.on('end', () => resolve({ bodyJson, headers: response.headers }));
    });
    asked.on('error', reject).end();
  });
}

export function done(id: string, body: string): void {
  post(`${API}/${id}/response`, body);
}

export function error(id: string, body: string): void {
  post(`${API}/${id}/error`, body);
}

function post(url: string, body: string): void {
  request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }).end(body);
}
