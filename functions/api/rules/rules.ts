import type * as z from 'zod';
import { ruleRequestSchema, ruleUpdateSchema } from '../../domain/rule/rule-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { createItem, lastRequestOf, newItem } from '../create-item.ts';
import { checkSpecSize } from '../http/body.ts';
import { creates, route } from '../http/contract.ts';
import { ITEM_FIELDS, readOnlyFields } from '../http/read-only.ts';
import { shown } from '../http/shown.ts';
import { itemQuerySchema, itemsQuerySchema } from '../operations/schema.ts';
import { listItems, readItem, type Shown } from '../read-item.ts';
import { generationOf, removeItem } from '../remove-item.ts';
import { ruleAnswer } from './answers.ts';

type Dependencies = Uses<'catalog' | 'clock'>;

/** The body of PUT: all of it, and what GET shows beside it. */
export const ruleReplacementSchema = ruleUpdateSchema.extend(readOnlyFields(...ITEM_FIELDS, 'usedBy'));

/** Rules run programs inside applications: who makes one is an admin, who chooses one operates. */
export const createRule = route({
  operationId: 'createRule',
  route: 'POST /v1/rules',
  scope: 'admin',
  summary: 'Name commands that quiet an application before its volumes are cut, or wake it after',
  body: ruleRequestSchema,
  ...creates('/v1/rules/{name}'),
  answer: 'Rule',
  handle: async (services: Uses<'catalog' | 'clock' | 'secrets'>, request) => {
    const { name, ...spec } = request.body;
    request.about({ name });
    checkSpecSize(spec);
    const own = { kind: 'rule' as const, name, uid: services.clock.uuid(), spec, status: {} };
    const item = await createItem(services, newItem(services, request, lastRequestOf(request, spec), own), []);
    request.about({ uid: item.uid });
    return ruleView(item);
  },
});

export const listRules = route({
  operationId: 'listRules',
  route: 'GET /v1/rules',
  scope: 'read',
  summary: 'Rules',
  query: itemsQuerySchema,
  answer: 'Rule[]',
  handle: async (services: Dependencies, { query }) => {
    const { items, nextCursor } = await listItems(services, 'rule', query);
    return { items: items.map(ruleView), nextCursor };
  },
});

export const getRule = route({
  operationId: 'getRule',
  route: 'GET /v1/rules/{name}',
  scope: 'read',
  summary: 'A rule, and how many schedules name it',
  query: itemQuerySchema,
  answer: 'Rule',
  etag: true,
  handle: async (services: Dependencies, { params, query }) => {
    const rule = await readItem(services, 'rule', params.name, query);
    const users = rule.removed ? [] : await services.catalog.readUsers(rule);
    return { ...ruleView(rule), usedBy: { schedules: users.filter(({ kind }) => kind === 'schedule').length } };
  },
});

export const updateRule = route({
  operationId: 'updateRule',
  route: 'PUT /v1/rules/{name}',
  scope: 'admin',
  summary: 'Change a rule, for all runs that begin from now on; what runs goes on with what it was',
  body: ruleReplacementSchema,
  ifMatch: true,
  answer: 'Rule',
  etag: true,
  handle: async ({ catalog }: Dependencies, request) => {
    const { description, actions } = request.body;
    const spec = { ...(description === undefined ? {} : { description }), actions };
    checkSpecSize(spec);
    const found = await readItem({ catalog }, 'rule', request.params.name);
    const change = { kind: found.kind, name: found.name, uid: found.uid, spec };
    const item = await catalog.update(change, generationOf(found, request.ifMatch));
    request.about({ uid: item.uid, generation: item.generation });
    return ruleView(item);
  },
});

export const deleteRule = route({
  operationId: 'deleteRule',
  route: 'DELETE /v1/rules/{name}',
  scope: 'admin',
  summary: 'Remove a rule that no schedule names',
  ifMatch: true,
  handle: async (services: Uses<'catalog' | 'ledger' | 'secrets'>, request) => {
    const target = { kind: 'rule' as const, name: request.params.name, generation: request.ifMatch };
    const { uid } = await removeItem(services, { ...target, by: request.caller.subject }, () => []);
    request.about({ uid });
  },
});

function ruleView(item: Shown<'rule'>): z.input<typeof ruleAnswer> {
  return shown(ruleAnswer, { ...item, ...item.spec });
}
