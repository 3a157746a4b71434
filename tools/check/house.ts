import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from '@swc/core';
import type { Finding } from './finding.ts';
import { listFiles } from './list-files.ts';

const MOST_LINES = 400;
const NOTE_WITHOUT_ISSUE = /\/[/*].*\b(TO[D]O|FIX[M]E)\b(?!\(#\d+\))/;
const VAGUE_NAMES = /^(utils?|helpers?|misc|common|shared)$/;

/** What only certain files below functions/ may touch, as it stands in the syntax tree. */
const GUARDED: readonly { touches: ReadonlySet<string>; allowed: RegExp; remedy: string }[] = [
  {
    touches: new Set(['process.env']),
    allowed: /^functions\/platform\/config\.ts$/,
    remedy: 'Add the variable to functions/platform/config.ts and take the config as a dependency.',
  },
  {
    touches: new Set([
      'Date.now',
      'new Date()',
      'Math.random',
      'performance.now',
      'crypto.randomUUID',
      'randomUUID',
      'randomBytes',
      'randomInt',
      'getRandomValues',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'node:timers',
      'node:timers/promises',
    ]),
    allowed: /^functions\/services\/clock\//,
    remedy: 'Take the Clock of functions/services/clock as a dependency.',
  },
];

/** House limits of every TypeScript file: its length, its name, no barrels, and what functions/ may touch. */
export async function checkHouse(root: string, folders: readonly string[]): Promise<Finding[]> {
  const files = await listFiles(root, folders, ['.ts']);
  const findings = await Promise.all(files.map(async (file) => checkFile(root, file)));
  if (files.length === 0) findings.push([{ where: root, what: 'no TypeScript file found', remedy: 'Check the root.' }]);
  return findings.flat();
}

async function checkFile(root: string, file: string): Promise<Finding[]> {
  const text = await readFile(path.join(root, file), 'utf8');
  const lines = text.split('\n').length - 1;
  const stem = path.basename(file).replace(/\.(test|config)?\.?ts$/, '');
  const findings: Finding[] = [];
  if (lines > MOST_LINES) {
    findings.push({ where: file, what: `${lines} lines, at most ${MOST_LINES}`, remedy: 'Split it by what it does.' });
  }
  if (VAGUE_NAMES.test(stem)) {
    findings.push({ where: file, what: `the name ${stem} says nothing`, remedy: 'Name it after what it does.' });
  }
  if (stem !== stem.toLowerCase() || stem.includes('_')) {
    findings.push({ where: file, what: 'the name is not kebab-case', remedy: 'Rename it.' });
  }
  if (path.basename(file) === 'index.ts') {
    findings.push({ where: file, what: 'a barrel', remedy: 'Import from the file that has it.' });
  }
  for (const [at, line] of text.split('\n').entries()) {
    if (NOTE_WITHOUT_ISSUE.test(line)) {
      findings.push({
        where: `${file}:${at + 1}`,
        what: 'a note without an issue',
        remedy: 'Name the issue behind it in brackets, or do it.',
      });
    }
  }
  return [...findings, ...(await checkSyntax(file, text))];
}

async function checkSyntax(file: string, text: string): Promise<Finding[]> {
  const program = await parse(text, { syntax: 'typescript', target: 'es2024' });
  const touched = new Set<string>();
  collectTouched(program.body, touched);
  const findings: Finding[] = [];
  if (touched.has('re-export')) {
    findings.push({ where: file, what: 're-exports another file', remedy: 'Import from the file that has it.' });
  }
  if (!file.startsWith('functions/')) return findings;
  for (const { touches, allowed, remedy } of GUARDED) {
    const found = [...touched].filter((name) => touches.has(name));
    if (found.length > 0 && !allowed.test(file)) {
      findings.push({ where: file, what: `uses ${found.join(', ')}`, remedy });
    }
  }
  return findings;
}

interface Syntax {
  type?: string;
  value?: unknown;
  [key: string]: unknown;
}

function collectTouched(node: unknown, touched: Set<string>): void {
  if (Array.isArray(node)) {
    for (const child of node) collectTouched(child, touched);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const syntax = node as Syntax;
  const name = touchedBy(syntax);
  if (name) touched.add(name);
  for (const child of Object.values(syntax)) collectTouched(child, touched);
}

function touchedBy(node: Syntax): string | undefined {
  switch (node.type) {
    case 'MemberExpression':
      return `${identifier(node.object)}.${identifier(node.property)}`;
    case 'NewExpression': {
      const given = node.arguments;
      const bare = !Array.isArray(given) || given.length === 0;
      return bare ? `new ${identifier(node.callee)}()` : undefined;
    }
    case 'CallExpression':
      return identifier(node.callee);
    case 'ImportSpecifier':
      return node.isTypeOnly ? undefined : (identifier(node.imported) ?? identifier(node.local));
    case 'ImportDeclaration':
      return node.typeOnly ? undefined : String((node.source as Syntax).value);
    case 'ExportAllDeclaration':
      return 're-export';
    case 'ExportNamedDeclaration':
      return node.source ? 're-export' : undefined;
    default:
      return undefined;
  }
}

function identifier(node: unknown): string | undefined {
  const syntax = node as Syntax | null | undefined;
  return syntax?.type === 'Identifier' ? String(syntax.value) : undefined;
}
