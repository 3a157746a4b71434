import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32, lower case, unpadded: valid in Kubernetes names, labels, execution names and S3 keys. */
export function base32(bytes: Uint8Array): string {
  let out = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? out + ALPHABET.charAt((held << (5 - bits)) & 31) : out;
}

export const OPERATION_PREFIXES = {
  backup: 'bk',
  restore: 'rs',
  delete: 'dl',
  validation: 'vl',
  import: 'im',
  maintenance: 'mt',
  undo: 'un',
  simulation: 'sm',
} as const;
export type OperationKind = keyof typeof OPERATION_PREFIXES;
export const OPERATION_KINDS = [
  'backup',
  'restore',
  'delete',
  'validation',
  'import',
  'maintenance',
  'undo',
  'simulation',
] as const satisfies OperationKind[];

/** `bk-` + 26 of base32(sha256(parts joined by NUL)); the same parts give the same operation, however often asked. */
export function operationIdOf(kind: OperationKind, parts: readonly string[]): string {
  return `${OPERATION_PREFIXES[kind]}-${hashOf(parts.join('\0')).slice(0, 26)}`;
}

export const OPERATION_ID = /^(bk|rs|dl|vl|im|mt|un|sm)-[a-z2-7]{26}$/;

/** 13 of base32(sha256(PVC uid)). */
export function volumeIdOf(pvcUid: string): string {
  return hashOf(pvcUid).slice(0, 13);
}

/** The name of what an operation makes on a cluster: at most 50 characters, so that suffixes of controllers fit. */
export function objectNameOf(operationId: string, ...rest: readonly (string | number)[]): string {
  return ['sf', operationId, ...rest].join('-');
}

/** Execution names are for people; nothing parses them, the row stores the ARN. */
export function executionNameOf(operationId: string, epoch: number): string {
  return `${operationId}-${epoch}`;
}

function hashOf(text: string): string {
  return base32(createHash('sha256').update(text).digest());
}
