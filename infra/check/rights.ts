import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { resourcesOf, type Template, targetOf } from './cfn-template.ts';
import type { Finding } from './finding.ts';
import { listFiles } from './list-files.ts';
import { kebabCase, readDispatchKeys } from './name-sets.ts';

/** What a service asks of AWS, as the policies of infra/policies.yml name it. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  catalog: ['ReadCatalog'],
  clusters: ['ReadCatalog', 'ReadClusterSecrets'],
  executions: ['StartExecutions'],
  leases: ['HoldLeases'],
  ledger: ['KeepLedger'],
  locations: ['ReadCatalog', 'ReadLocationSecrets'],
  repositories: ['ReadCatalog', 'HoldLeases'],
  slots: ['ReadCatalog', 'KeepSlots'],
};
/** What every function has, or has for a call that the types of its steps do not tell. */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  '': ['Trace'],
  ValidateLocation: ['RecordValidity'],
  // the slot that it claims
  Plan: ['NoteUses'],
  // lists open operations and copies; says what became of the location
  MaintainLocation: ['ListOperations', 'RecordValidity'],
};

/**
 * The role of each function of a state machine allows what the services of its steps ask for, and no more: a step that
 * takes a service more than before fails on AWS only, where no test of ours comes by.
 */
export async function checkRights(template: Template, root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const used = await readUsedServices(root);
  if (used.size === 0)
    findings.push({ where: 'functions', what: 'no steps.ts was read', remedy: 'See infra/check/rights.ts.' });
  for (const [name, { Properties: of }] of resourcesOf(template, 'AWS::IAM::Role')) {
    const owner = name.replace(/Role$/, '');
    const services = used.get(owner);
    if (!services) continue;
    const needed = new Set([...services].flatMap((service) => NEEDS[service] ?? []));
    const allowed = new Set<string>(((of.ManagedPolicyArns ?? []) as unknown[]).map((arn) => targetOf(arn) ?? ''));
    const untold = [...(UNTOLD[''] ?? []), ...(UNTOLD[owner] ?? [])];
    const found = (what: string, remedy: string) => findings.push({ where: name, what, remedy });
    for (const policy of needed) {
      if (!allowed.has(policy)) found(`its steps need ${policy}`, 'Add it in infra/iam.yml.');
    }
    for (const policy of allowed) {
      if (!needed.has(policy) && !untold.includes(policy))
        found(`no step needs ${policy}`, 'Take it off infra/iam.yml.');
    }
  }
  for (const owner of used.keys()) {
    if (!template.Resources[`${owner}Role`])
      findings.push({ where: owner, what: 'has no role', remedy: 'See infra/iam.yml.' });
  }
  return findings;
}

/** Deployed function → the services that the files of its steps take. */
async function readUsedServices(root: string): Promise<Map<string, Set<string>>> {
  const used = new Map<string, Set<string>>();
  for (const steps of await listFiles(root, ['functions'], ['steps.ts'])) {
    for (const [step, owner] of await readDispatchKeys(path.join(root, steps))) {
      const file = path.join(root, path.dirname(steps), `${kebabCase(step)}.ts`);
      const name = owner.charAt(0).toUpperCase() + owner.slice(1);
      const services = used.get(name) ?? new Set<string>();
      for (const service of servicesIn(await readFile(file, 'utf8'))) services.add(service);
      used.set(name, services);
    }
  }
  return used;
}

/** Of every `Pick<Services, 'a' | 'b'>`. */
function servicesIn(text: string): string[] {
  return [...text.matchAll(/Pick<\s*Services,([^>]+)>/g)].flatMap(([, names = '']) =>
    [...names.matchAll(/'(\w+)'/g)].map(([, name]) => String(name)),
  );
}
