import { isRecord, type KubeObject, namespaceOf } from '../objects.ts';
import type { Store } from '../store.ts';
import type { Container, Pod } from './types.ts';

/** What a container asks for and that is not there: a Secret, a ConfigMap, a volume. The container waits for it for ever. */
export class MissingReference extends Error {
  override readonly name = 'MissingReference';
}

/** The container's environment, with $(NAME) expanded in it. Throws MissingReference. */
export function resolveEnvironment(store: Store, pod: Pod, container: Container): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { secretRef } of container.envFrom ?? []) {
    if (secretRef === undefined) continue;
    const data = referred(store, pod, 'secret', secretRef)?.data;
    for (const [key, value] of Object.entries(isRecord(data) ? data : {}))
      environment[key] = Buffer.from(String(value), 'base64').toString();
  }
  for (const { name, value = '' } of container.env ?? []) environment[name] = expand(value, environment);
  return environment;
}

/** Throws MissingReference. */
export function referred(
  store: Store,
  pod: Pod,
  kind: 'secret' | 'configmap',
  { name, optional }: { name: string; optional?: boolean },
): KubeObject | undefined {
  const object = store.get(`${kind}s`, `${namespaceOf(pod)}/${name}`);
  if (object === undefined && optional !== true) throw new MissingReference(`${kind} "${name}" not found`);
  return object;
}

/** `$(NAME)`; `$$(NAME)` stays, without its first `$`; an unknown name stays as it is. */
export function expand(text: string, environment: Record<string, string>): string {
  return text.replace(/\$(\$?)\(([^)]+)\)/g, (all, escaped: string, name: string) =>
    escaped ? all.slice(1) : (environment[name] ?? all),
  );
}
