import * as z from 'zod';
import { dnsLabel } from '../dns-label.ts';
import { freeText } from '../free-text.ts';
import { openRecord, storedAs } from '../open-record.ts';
import { labelSelectorSchema, requirementsOf } from '../selectors/label-selector.ts';
import { durationText, secondsOf } from '../settings/settings.ts';
import { WAIT_CMD } from './detached-action.ts';

/** The thaw deadline is five minutes from the first command on: one that takes longer would always be past it. */
const MAX_TIMEOUT_SECONDS = 300;
/**
 * A command travels in the URL of its exec, beside the script that runs it: with this, both stay below the 16 KiB that what stands
 * before an API server lets through.
 */
const MAX_COMMAND = 8_192;
const MAX_ACTIONS = 10;

/** As a shell takes it, in whatever form. */
const WAITS = /\$(WAIT_CMD\b|\{WAIT_CMD\b)/;

/** Given to `sh -c` as it is. A NUL ends an argument, so that what comes after it would silently be lost. */
const command = z
  .string()
  .regex(/\S/, 'text that is more than blanks')
  .max(MAX_COMMAND)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), { message: 'text without NUL', abort: true })
  .superRefine((text, context) => {
    const length = lengthInUrl(text);
    if (text.length > MAX_COMMAND || length <= MAX_COMMAND) return;
    const message = `at most ${MAX_COMMAND} characters as a URL has them, where this has ${length}: a longer script belongs into a file of the container`;
    context.addIssue({ code: 'custom', message });
  });

function lengthInUrl(text: string): number {
  return new URLSearchParams([['', text]]).toString().length - 1;
}

const somePods = labelSelectorSchema.refine(
  (selector) => requirementsOf(selector).length > 0,
  'at least one entry in matchLabels or matchExpressions',
);

export const actionSchema = z
  .strictObject({
    podSelector: somePods.describe('Running pods of each namespace that have these labels'),
    container: dnsLabel.optional().describe('the first container of the pod if absent'),
    command: command.describe('runs in the container by `sh -c`'),
    undo: command
      .optional()
      .describe(
        'before the cut: takes back what the command did, where that began, or may have, and no post-exec rule is for its container; it may run twice',
      ),
    background: z
      .boolean()
      .default(false)
      .describe(`before the cut: runs on while the volumes are cut; where it is to wait for that, it says ${WAIT_CMD}`),
    runInSinglePod: z.boolean().default(false).describe('in the first of the pods by name, not in all of them'),
    timeout: durationText
      .refine((text) => secondsOf(text) <= MAX_TIMEOUT_SECONDS, 'a duration of at most 5m')
      .default('30s'),
    onError: z.enum(['fail', 'continue']).default('fail').describe('whether a command that fails fails the backup'),
    onNoMatch: z
      .enum(['fail', 'warn'])
      .default('fail')
      .describe('whether a backup fails of which no namespace has a pod that matches'),
  })
  .superRefine(({ background, command: given, undo = '' }, context) => {
    const refuse = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (background && !given.includes(WAIT_CMD)) {
      refuse('command', `a background command says where it waits for the cut: ${WAIT_CMD}`);
    }
    const onlyBackground = `${WAIT_CMD} is for background commands, and expands to nothing here`;
    if (!background && WAITS.test(given)) refuse('command', onlyBackground);
    if (WAITS.test(undo)) refuse('undo', onlyBackground);
  });
export type Action = z.infer<typeof actionSchema>;

const shape = {
  description: freeText(500).optional(),
  actions: z.array(actionSchema).min(1).max(MAX_ACTIONS).describe('one after the other'),
};

/** The body of POST /v1/rules. */
export const ruleRequestSchema = z.strictObject({ name: dnsLabel, ...shape });
/** The body of PUT, but for what is read only. */
export const ruleUpdateSchema = z.strictObject(shape);
/** `spec` of a catalogue item of kind `rule`. */
export const ruleSpecSchema = storedAs(ruleUpdateSchema);
export type RuleSpec = z.infer<typeof ruleSpecSchema>;

/** What an operation keeps of a rule: what it was when the operation began, whatever becomes of it. */
export const frozenRuleSchema = openRecord({
  name: z.string(),
  uid: z.string(),
  generation: z.int(),
  actions: z.array(storedAs(actionSchema)),
});
export type FrozenRule = z.infer<typeof frozenRuleSchema>;
