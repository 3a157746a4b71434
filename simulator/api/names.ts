import { randomBytes } from 'node:crypto';
import type { Kind } from '../kinds.ts';
import { invalid } from '../status.ts';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const strict = new Set(['Namespace', 'Service']);
/** RBAC names are path segments: `system:node` is one. */
const loose = new Set(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']);

/** generateName's five characters, without vowels as the API server's. */
export function randomSuffix(): string {
  return [...randomBytes(5)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

export function generatedName(prefix: string): string {
  return `${prefix.slice(0, 58)}${randomSuffix()}`;
}

export function checkName(kind: Kind, name: string): void {
  if (name === '') throw invalid(kind, '', 'metadata.name', 'Required value: name or generateName is required');
  if (loose.has(kind.kind)) {
    if (name.includes('/') || name.includes('%'))
      throw invalid(kind, name, 'metadata.name', `Invalid value: "${name}": may not contain '/'`);
    return;
  }
  if (strict.has(kind.kind) ? name.length > 63 || !label.test(name) : name.length > 253 || !subdomain.test(name)) {
    const what = strict.has(kind.kind) ? 'a lowercase RFC 1123 label' : 'a lowercase RFC 1123 subdomain';
    const message = `Invalid value: "${name}": ${what} must consist of lower case alphanumeric characters, '-'${strict.has(kind.kind) ? '' : " or '.'"}, and must start and end with an alphanumeric character`;
    throw invalid(kind, name, 'metadata.name', message);
  }
}

export function checkLabels(kind: Kind, name: string, labels: Record<string, unknown> = {}): void {
  for (const [key, value] of Object.entries(labels)) {
    const [, local = key] = key.split('/');
    if (!qualifiedName.test(key) || local.length > 63) {
      const message = `Invalid value: "${key}": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;
      throw invalid(kind, name, 'metadata.labels', message);
    }
    if (typeof value !== 'string' || value.length > 63 || !labelValue.test(value)) {
      const why =
        String(value).length > 63
          ? 'must be no more than 63 characters'
          : 'a valid label must be an empty string or consist of alphanumeric characters';
      throw invalid(kind, name, 'metadata.labels', `Invalid value: "${String(value)}": ${why}`);
    }
  }
}
