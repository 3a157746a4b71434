import { Refusal } from './answers.ts';

interface Parameter {
  Type: string;
  Default?: string | number;
  AllowedPattern?: string;
  AllowedValues?: (string | number)[];
  MinLength?: number;
  MinValue?: number;
}

export interface DeployedTemplate {
  Parameters?: Record<string, Parameter>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, { Type: string; Condition?: string; DependsOn?: string | string[]; Properties?: unknown }>;
  Outputs?: Record<string, { Condition?: string; Value: unknown }>;
}

/**
 * The values of a template's parameters, or CloudFormation's refusal: of one that the template does not declare, one
 * that has no value, and one that its own constraints do not admit.
 */
export function valuesOf(template: DeployedTemplate, given: Record<string, string>): Record<string, string> {
  const declared = template.Parameters;
  if (!declared && Object.keys(given).length > 0)
    throw invalid('Parameter values specified for a template which does not require them.');
  const unknown = Object.keys(given).filter((name) => !(name in (declared ?? {})));
  if (unknown.length > 0) throw invalid(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, of] of Object.entries(declared ?? {})) {
    const value = given[name] ?? of.Default?.toString();
    if (value === undefined) missing.push(name);
    else if (!admits(of, value)) throw invalid(`Parameter '${name}' failed to satisfy its constraint: ${value}`);
    else values[name] = value;
  }
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`);
  return values;
}

/** A pattern must match the whole value; of a list, each of its values, and an empty list has none. */
function admits(of: Parameter, value: string): boolean {
  const isList = of.Type === 'CommaDelimitedList';
  const each = isList ? value.split(',').filter((one) => one !== '') : [value];
  const pattern = of.AllowedPattern === undefined ? undefined : new RegExp(`^(?:${of.AllowedPattern})$`);
  if (of.Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) return false;
  return (
    each.every((one) => pattern?.test(one) ?? true) &&
    (of.AllowedValues?.map(String).includes(value) ?? true) &&
    value.length >= (of.MinLength ?? 0) &&
    (of.MinValue === undefined || Number(value) >= of.MinValue)
  );
}

/** Whatever a template refers to is in it; a circle is not looked for. */
export function checkReferences(template: DeployedTemplate): void {
  const names = new Set([...Object.keys(template.Parameters ?? {}), ...Object.keys(template.Resources)]);
  const conditions = new Set(Object.keys(template.Conditions ?? {}));
  const lost = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [word, each] of Object.entries(value)) {
      if (word === 'Ref') lookUp(String(each));
      else if (word === 'Fn::GetAtt') lookUp(String([each].flat()[0]).split('.')[0] ?? '');
      else if (word === 'Fn::Sub') for (const name of placeholders(each)) lookUp(name);
      else if (word === 'Fn::If' && !conditions.has(String((each as unknown[])[0])))
        lost.add(String((each as unknown[])[0]));
      // What a state machine's definition has in it is substituted, and no reference.
      if (word !== 'Definition') look(each);
    }
  };
  const lookUp = (name: string) => {
    if (!name.startsWith('AWS::') && !names.has(name)) lost.add(name);
  };
  look(template.Conditions);
  for (const { Condition: condition, DependsOn: before = [], Properties: of } of Object.values(template.Resources)) {
    if (condition && !conditions.has(condition)) lost.add(condition);
    for (const name of [before].flat()) lookUp(name);
    look(of);
  }
  look(template.Outputs);
  if (lost.size > 0)
    throw invalid(`Template format error: Unresolved resource dependencies [${[...lost].join(', ')}] in the template`);
}

function placeholders(sub: unknown): string[] {
  const [text, own = {}] = [sub].flat() as [string, Record<string, unknown>?];
  const names = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.split('.')[0] ?? '');
  return names.filter((name) => !(name in own));
}

export function invalid(message: string): Refusal {
  return new Refusal(400, 'ValidationError', message);
}
