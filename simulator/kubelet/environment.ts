import { isRecord, namespaceOf } from '../objects.ts';
import { parseQuantity } from '../quantity.ts';
import { fieldAt } from '../selectors.ts';
import type { Store } from '../store.ts';
import type { Container, EnvVar, Pod } from './types.ts';

/** A Secret or ConfigMap that a container asks for and that is not there. The container waits for it for ever. */
export class MissingReference extends Error {
  override readonly name = 'MissingReference';
}

type Data = Record<string, string>;

export function readData(
  store: Store,
  kind: 'secret' | 'configmap',
  namespace: string,
  name: string,
): Data | undefined {
  const object = store.get(`${kind}s`, `${namespace}/${name}`);
  if (object === undefined) return undefined;
  const data = (isRecord(object.data) ? object.data : {}) as Data;
  if (kind === 'configmap') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

/** The container's environment, with $(NAME) expanded in it. Throws MissingReference. */
export function resolveEnvironment(store: Store, pod: Pod, container: Container): Data {
  const namespace = namespaceOf(pod);
  const environment: Data = {};

  function whole(kind: 'secret' | 'configmap', reference: { name: string; optional?: boolean }, prefix: string): void {
    const data = readData(store, kind, namespace, reference.name);
    if (data === undefined && reference.optional !== true)
      throw new MissingReference(`${kind} "${reference.name}" not found`);
    for (const [key, value] of Object.entries(data ?? {})) environment[`${prefix}${key}`] = value;
  }

  function one(
    kind: 'secret' | 'configmap',
    reference: { name: string; key: string; optional?: boolean },
  ): string | undefined {
    const data = readData(store, kind, namespace, reference.name);
    const value = data?.[reference.key];
    if (value !== undefined || reference.optional === true) return value;
    if (data === undefined) throw new MissingReference(`${kind} "${reference.name}" not found`);
    const shown = kind === 'secret' ? 'Secret' : 'ConfigMap';
    throw new MissingReference(`couldn't find key ${reference.key} in ${shown} ${namespace}/${reference.name}`);
  }

  function resolveValue({ value, valueFrom }: EnvVar): string | undefined {
    if (valueFrom?.secretKeyRef) return one('secret', valueFrom.secretKeyRef);
    if (valueFrom?.configMapKeyRef) return one('configmap', valueFrom.configMapKeyRef);
    if (valueFrom?.fieldRef) return podField(pod, valueFrom.fieldRef.fieldPath);
    if (valueFrom?.resourceFieldRef) return resourceField(container, valueFrom.resourceFieldRef);
    return expand(value ?? '', environment);
  }

  for (const { prefix = '', secretRef, configMapRef } of container.envFrom ?? []) {
    if (secretRef) whole('secret', secretRef, prefix);
    if (configMapRef) whole('configmap', configMapRef, prefix);
  }
  for (const variable of container.env ?? []) {
    const value = resolveValue(variable);
    if (value !== undefined) environment[variable.name] = value;
  }
  return environment;
}

/** `$(NAME)`; `$$(NAME)` stays, without its first `$`; an unknown name stays as it is. */
export function expand(text: string, environment: Data): string {
  return text.replace(/\$(\$?)\(([^)]+)\)/g, (all, escaped: string, name: string) =>
    escaped ? all.slice(1) : (environment[name] ?? all),
  );
}

function podField(pod: Pod, path: string): string {
  const [, field = '', key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (field !== '') return String((field === 'labels' ? pod.metadata.labels : pod.metadata.annotations)?.[key] ?? '');
  return String(fieldAt(pod, path) ?? '');
}

function resourceField(
  { resources }: Container,
  { resource, divisor = '1' }: { resource: string; divisor?: string },
): string {
  const [list, name = ''] = resource.split('.');
  const amount = (list === 'limits' ? resources?.limits : resources?.requests)?.[name];
  return String(Math.ceil(parseQuantity(amount ?? '0') / parseQuantity(divisor)));
}
