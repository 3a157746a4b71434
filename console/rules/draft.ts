import type { Schemas } from '../../client/client.ts';
import { parseSelectorText } from '../parts/selector-text.ts';
import { selectorText } from '../words/selections.ts';

export type Rule = Schemas['Rule'];
type Action = Rule['actions'][number];

export interface DraftAction {
  row: string;
  selector: string;
  container: string;
  command: string;
  undo: string;
  background: boolean;
  runInSinglePod: boolean;
  timeout: string;
  onError: Action['onError'];
  onNoMatch: Action['onNoMatch'];
}

export interface Draft {
  name: string;
  description: string;
  actions: DraftAction[];
}

export function newAction(): DraftAction {
  return {
    row: crypto.randomUUID(),
    selector: '',
    container: '',
    command: '',
    undo: '',
    background: false,
    runInSinglePod: false,
    timeout: '30s',
    onError: 'fail',
    onNoMatch: 'warn',
  };
}

export function draftOf({ name, description = '', actions }: Rule): Draft {
  return {
    name,
    description,
    actions: actions.map(({ podSelector, container = '', undo = '', ...rest }) => ({
      ...rest,
      row: crypto.randomUUID(),
      selector: selectorText(podSelector),
      container,
      undo,
    })),
  };
}

/** @returns without a selector where what is typed is none: the API says that one is missing */
export function requestOf({ name, description, actions }: Draft): Schemas['RuleRequest'] {
  return {
    name: name.trim(),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    actions: actions.map(({ selector, container, command, undo, timeout, ...action }) => ({
      podSelector: parseSelectorText(selector) ?? {},
      command,
      background: action.background,
      runInSinglePod: action.runInSinglePod,
      timeout: timeout.trim(),
      onError: action.onError,
      onNoMatch: action.onNoMatch,
      ...(container.trim() === '' ? {} : { container: container.trim() }),
      ...(undo.trim() === '' ? {} : { undo }),
    })),
  };
}
