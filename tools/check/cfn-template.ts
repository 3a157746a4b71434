import { readFile } from 'node:fs/promises';
import { type Finding, type Found, findingsAt } from './finding.ts';

/** A packaged CloudFormation template, as far as it is asserted. */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, Resource>;
}
export interface Resource {
  Type: string;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own
  Properties: Record<string, any>;
}

export async function readTemplate(file: string): Promise<Template> {
  return JSON.parse(await readFile(file, 'utf8')) as Template;
}

export function resourcesOf(template: Template, type: string): [name: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** All that `look` finds wrong with the resources of one type, one by one. */
export function checkEach(
  template: Template,
  type: string,
  look: (of: Resource['Properties'], found: Found, name: string, resource: Resource) => void,
): Finding[] {
  return resourcesOf(template, type).flatMap(([name, resource]) =>
    findingsAt(name, (found) => look(resource.Properties, found, name, resource)),
  );
}

/** The logical name that a Ref or GetAtt points at. */
export function targetOf(value: unknown): string | undefined {
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: string | string[] } | undefined;
  const attribute = reference?.['Fn::GetAtt'];
  return reference?.Ref ?? (Array.isArray(attribute) ? attribute[0] : attribute?.split('.')[0]);
}

/** Those of one value or a list of them. */
export function targetsOf(values: unknown): (string | undefined)[] {
  return [values ?? []].flat().map(targetOf);
}

/** Both ends of an Fn::If, however deep, without what is no value; anything else is itself. */
export function branchesOf(value: unknown): unknown[] {
  const branches = (value as { 'Fn::If'?: unknown[] } | undefined)?.['Fn::If'];
  if (branches) return branches.slice(1).flatMap(branchesOf);
  return targetOf(value) === 'AWS::NoValue' || value === undefined ? [] : [value];
}

/** The text of a value, also within Fn::Sub; a reference has none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const sub = (value as { 'Fn::Sub'?: string | [string] } | undefined)?.['Fn::Sub'];
  return Array.isArray(sub) ? sub[0] : (sub ?? '');
}
