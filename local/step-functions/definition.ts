import { serviceError } from '../service-error.ts';

export type AslState = { Type: string; [field: string]: unknown };
/** What the engine would run otherwise than AWS, `npm run check` refuses (tools/check/asl-rules.ts). */
export type AslDefinition = { StartAt: string; TimeoutSeconds?: number; States: Record<string, AslState> };

/** Fills `${PlanArn}` and the like, as CloudFormation's DefinitionSubstitutions does. @throws `InvalidDefinition` */
export function substitute(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw serviceError('InvalidDefinition', `no value for \${${name}}`);
    return value;
  });
}
