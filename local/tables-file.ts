import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';

type TableResource = { Type: string; Properties: Record<string, unknown> };

/** What both dynalite and DynamoDB Local take; the rest (recovery, encryption, deletion protection) is about running on AWS. */
const PROPERTIES = ['AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes', 'BillingMode'];

/**
 * The tables of `infra/tables.yml`, as CreateTable takes them.
 * @param names by logical id, as in `{ CatalogTable: 'catalog' }`; every table in the file must be named
 */
export function readTables(names: Record<string, string>): CreateTableCommandInput[] {
  const file = fileURLToPath(new URL('../infra/tables.yml', import.meta.url));
  // Tags of CloudFormation (!If, !Ref) stand in what is left out here.
  const { Resources } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as {
    Resources: Record<string, TableResource>;
  };
  return Object.entries(Resources).map(([logicalId, { Type, Properties }]) => {
    const TableName = names[logicalId];
    if (Type !== 'AWS::DynamoDB::Table' || !TableName)
      throw new Error(`infra/tables.yml: no local name for ${logicalId}`);
    const kept = PROPERTIES.filter((name) => name in Properties).map((name) => [name, Properties[name]]);
    return { TableName, ...Object.fromEntries(kept) } as CreateTableCommandInput;
  });
}
