import type { Schemas } from '../../client/client.ts';

export type Access = Schemas['ClusterAccess'];

/** What a file of credentials says; whether that will do is for the API to judge. */
export interface Credentials {
  name?: string;
  namespace?: string;
  access: Access;
  restoreAccess?: Access;
}

/** `cluster.json` as `cluster:credentials` prints it, or a kubeconfig. @returns undefined for any other text */
export function readCredentials(text: string): Credentials | undefined {
  const given = parsed(text);
  if (isObject(given) && isObject(given.access)) {
    const { name, namespace, access, restoreAccess } = given;
    return {
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof namespace === 'string' ? { namespace } : {}),
      access: access as Access,
      ...(isObject(restoreAccess) ? { restoreAccess: restoreAccess as Access } : {}),
    };
  }
  const isKubeconfig = isObject(given) ? given.kind === 'Config' : /^kind:\s*["']?Config\b/m.test(text);
  return isKubeconfig ? { access: { kind: 'kubeconfig', kubeconfig: text } } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where in the text the field of a JSON pointer stands, from 1; undefined where the text does not name it. */
export function lineOf(text: string, pointer: string): number | undefined {
  let at = 0;
  for (const name of pointer.split('/').slice(1)) {
    const found = text.indexOf(`"${name}"`, at);
    if (found < 0) break;
    at = found;
  }
  return at === 0 ? undefined : text.slice(0, at).split('\n').length;
}
