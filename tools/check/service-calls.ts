import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Module, type ModuleItem, parse } from '@swc/core';
import { listFiles } from './list-files.ts';

/** `catalog.addUse`; with the kind, where the call says it: `catalog.writeStatus(location)`. */
export type Call = string;

interface Found {
  calls: Set<Call>;
  /** Names of the same file, or imported ones. */
  names: Set<string>;
}
interface Source {
  /** Of the top level, what each mentions. */
  declared: Map<string, Found>;
  imported: Map<string, { file: string; name: string }>;
}
interface Node {
  type?: string;
  [property: string]: unknown;
}

/** What a service does itself is told by its method. */
const SERVICES = 'functions/services/';

/**
 * The calls of services below `functions`, followed from function to function by their names, whatever the condition
 * they stand under. A service is known by its name alone: what is called `catalog` is the catalogue.
 */
export async function readServiceCalls(root: string, services: ReadonlySet<string>) {
  const files = listFiles(root, ['functions'], ['.ts']).filter((file) => !file.startsWith(SERVICES));
  const sources = new Map<string, Source>();
  for (const file of files) {
    const module = await parse(await readFile(path.join(root, file), 'utf8'), { syntax: 'typescript' });
    sources.set(file, readSource(module, file, services));
  }

  /** From one export of a file, or all of them. */
  return (file: string, exported?: string): ReadonlySet<Call> => {
    const calls = new Set<Call>();
    const seen = new Set<string>();
    const names = exported ? [exported] : [...(sources.get(file)?.declared.keys() ?? [])];
    const open = names.map((name) => ({ file, name }));
    for (let next = open.pop(); next; next = open.pop()) {
      const source = sources.get(next.file);
      const found = source?.declared.get(next.name);
      if (!source || !found || seen.has(`${next.file} ${next.name}`)) continue;
      seen.add(`${next.file} ${next.name}`);
      for (const call of found.calls) calls.add(call);
      for (const name of found.names) open.push(source.imported.get(name) ?? { file: next.file, name });
    }
    return calls;
  };
}

function readSource({ body }: Module, file: string, services: ReadonlySet<string>): Source {
  const source: Source = { declared: new Map(), imported: new Map() };
  for (const item of body) {
    if (item.type === 'ImportDeclaration') {
      const from = path.posix.join(path.posix.dirname(file), item.source.value);
      for (const one of item.specifiers) {
        const name = one.type === 'ImportSpecifier' ? (one.imported?.value ?? one.local.value) : '';
        source.imported.set(one.local.value, { file: from, name });
      }
      continue;
    }
    const found: Found = { calls: new Set(), names: new Set() };
    walk(item as unknown as Node, services, found);
    for (const name of namesOf(item)) source.declared.set(name, found);
  }
  return source;
}

/** One declaration may have several names: `export const { plan, snapshots } = …`. */
function namesOf(item: ModuleItem): string[] {
  const declaration = item.type === 'ExportDeclaration' ? item.declaration : item;
  if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration')
    return [declaration.identifier.value];
  if (declaration.type !== 'VariableDeclaration') return [];
  return declaration.declarations.flatMap(({ id }) => {
    if (id.type === 'Identifier') return [id.value];
    if (id.type !== 'ObjectPattern') return [];
    return id.properties.flatMap((one) => (one.type === 'AssignmentPatternProperty' ? [one.key.value] : []));
  });
}

function walk(node: Node, services: ReadonlySet<string>, found: Found): void {
  const { type = '' } = node;
  // Of types, only what they are said of.
  if (type.startsWith('Ts') && !('expression' in node)) return;
  if (type === 'Identifier') found.names.add(String(node['value']));
  const call = type === 'CallExpression' ? callOf(node, services) : undefined;
  if (call) found.calls.add(call);
  for (const taken of takenOff(node, services)) found.calls.add(taken);
  for (const [name, value] of Object.entries(node)) {
    if (name === 'span' || name === 'typeAnnotation' || (type === 'KeyValueProperty' && name === 'key')) continue;
    if (type === 'MemberExpression' && name === 'property' && (value as Node).type === 'Identifier') continue;
    for (const one of [value].flat() as unknown[]) {
      if (one && typeof one === 'object') walk(one as Node, services, found);
    }
  }
}

function callOf({ callee, arguments: given }: Node, services: ReadonlySet<string>): Call | undefined {
  const { type, object, property } = callee as { type: string; object?: Node; property?: Node };
  if (type !== 'MemberExpression' || property?.type !== 'Identifier' || !object) return undefined;
  const of = object.type === 'MemberExpression' ? (object['property'] as Node) : object;
  const service = String(of['value']);
  if (of.type !== 'Identifier' || !services.has(service)) return undefined;
  return `${service}.${String(property['value'])}${kindIn((given as { expression: Node }[])[0]?.expression)}`;
}

/** Methods without their service: `const { read } = catalog`, `({ read }: Pick<Catalog, 'read'>) => …`. */
function takenOff(node: Node, services: ReadonlySet<string>): Call[] {
  const isDeclared = node.type === 'VariableDeclarator';
  const pattern = (isDeclared ? node['id'] : node) as Node;
  if (pattern.type !== 'ObjectPattern') return [];
  const annotation = pattern['typeAnnotation'] as { typeAnnotation: Node } | null;
  const service = isDeclared ? nameOf(node['init'] as Node | null) : typeNameOf(annotation?.typeAnnotation);
  if (!services.has(service)) return [];
  return (pattern['properties'] as Node[]).map(
    ({ key }) => `${service}.${String((key as Node | undefined)?.['value'])}`,
  );
}

function nameOf(value: Node | null): string {
  const last = value?.type === 'MemberExpression' ? (value['property'] as Node) : value;
  return last?.type === 'Identifier' ? String(last['value']) : '';
}

/** `catalog` of `Catalog` and `Pick<Catalog, …>`. */
function typeNameOf(type: Node | undefined): string {
  if (type?.type !== 'TsTypeReference') return '';
  const name = String((type['typeName'] as Node)['value']);
  if (name === 'Pick') return typeNameOf((type['typeParams'] as { params: Node[] }).params[0]);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `'location'`, or `{ kind: 'location', … }`. */
function kindIn(argument: Node | undefined): string {
  if (argument?.type === 'StringLiteral') return `(${String(argument['value'])})`;
  if (argument?.type !== 'ObjectExpression') return '';
  const kind = (argument['properties'] as Node[]).find((one) => (one['key'] as Node | undefined)?.['value'] === 'kind');
  const value = kind?.['value'] as Node | undefined;
  return value?.type === 'StringLiteral' ? `(${String(value['value'])})` : '';
}
