import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ENDING = '.asl.yml';

/** Names of the state machine files of a folder, without their ending, in order. */
export function machineNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => path.basename(file, ENDING))
    .toSorted();
}

/** What a state machine file means: with its anchors written out, as serverless deploys it. */
export function parseMachine(text: string): unknown {
  return parse(text, { merge: true });
}

/** 32 bits tell the few definitions of a machine apart; the row that keeps them is written often, and paid by its length. */
const HASH_LENGTH = 8;

/**
 * Which definition a file means, whatever its comments, anchors and blanks: a program that draws an execution by a file of its
 * own compares it with `definition` of the operation.
 */
export function definitionHash(text: string): string {
  return createHash('sha256')
    .update(JSON.stringify(parseMachine(text)))
    .digest('hex')
    .slice(0, HASH_LENGTH);
}

/** The definition of one machine in JSON, which is what Step Functions takes. */
export function readDefinition(folder: string, name: string): string {
  return JSON.stringify(parseMachine(readFileSync(path.join(folder, `${name}${ENDING}`), 'utf8')), undefined, 2);
}
