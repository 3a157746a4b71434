import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callerOf, checkScope } from '../../functions/api/http/caller.ts';
import { renderProblem } from '../../functions/api/http/problem.ts';
import { scopesFor } from '../../functions/api/http/scopes.ts';
import { ROUTES } from '../../functions/api/routes.ts';
import { FAULTS, Fault, type FaultCode, toFault } from '../../functions/domain/errors.ts';
import { readFunctions } from '../../infra/package/bundle.ts';

const occurrence = { instance: '/v1/backups', requestId: 'r1' };

describe('a problem', () => {
  it('has a status of its own class for every code of the table', () => {
    for (const code of Object.keys(FAULTS) as FaultCode[]) {
      const problem = renderProblem(new Fault(code, 'why'), occurrence);
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.status).toBeLessThan(600);
      expect(problem.title).toMatch(/^[A-Z]/);
    }
  });

  it('carries the facts of the fault, and lets none of them replace its own fields', () => {
    const details = { classes: ['a'], status: 409, code: 'x', detail: 'y' };
    const problem = renderProblem(new Fault('snapshot_class.ambiguous', 'two of them', { details }), occurrence);

    expect(problem).toMatchObject({
      classes: ['a'],
      status: 422,
      code: 'snapshot_class.ambiguous',
      detail: 'two of them',
    });
  });

  it('tells nothing of what is our own fault', () => {
    const thrown = new TypeError('planted: cannot read properties of undefined');
    const problem = renderProblem(toFault(thrown), occurrence);

    expect(problem).toMatchObject({ status: 500, code: 'internal', requestId: 'r1' });
    expect(JSON.stringify(problem)).not.toContain('planted');
  });
});

describe('the scopes of a token', () => {
  const names = { read: 's/read', operate: 's/operate', admin: 's/admin' };
  const caller = (claims: Record<string, string>) =>
    callerOf({ requestContext: { http: { sourceIp: '192.0.2.1' }, authorizer: { jwt: { claims } } } });

  it('are read as the gateway hands them on: separated by blanks, or an array in brackets', () => {
    expect([...caller({ sub: 'ann', scope: 's/read s/admin' }).scopes]).toEqual(['s/read', 's/admin']);
    expect([...caller({ sub: 'ann', scp: '[s/read s/admin]' }).scopes]).toEqual(['s/read', 's/admin']);
    expect([...caller({ client_id: 'machine' }).scopes]).toEqual([]);
  });

  it('include what is less, and nothing that is more', () => {
    const operator = caller({ sub: 'ann', scope: 's/operate' });

    checkScope(operator, 'read', names);
    checkScope(operator, 'operate', names);
    expect(() => checkScope(operator, 'admin', names)).toThrow('s/admin');
  });

  it('count only by the names of this installation', () => {
    expect(() => checkScope(caller({ sub: 'ann', scope: 'read other/read s/reader' }), 'read', names)).toThrow();
  });
});

describe('the contracts of the routes', () => {
  it('names each route and each operation once, with a function that is deployed', () => {
    const deployed = readFunctions(readFileSync('infra/functions.yml', 'utf8')).map(({ name }) => name);

    expect(new Set(ROUTES.map(({ route }) => route)).size).toBe(ROUTES.length);
    expect(new Set(ROUTES.map(({ operationId }) => operationId)).size).toBe(ROUTES.length);
    for (const route of ROUTES) expect(deployed).toContain(route.function);
  });

  it('lets nobody change anything with a token that only reads', () => {
    const writes = ROUTES.filter(({ method, changesNothing }) => method !== 'GET' && changesNothing !== true);

    for (const route of writes) expect(scopesFor(route.scope)).not.toContain('read');
    // What takes a body and changes nothing all the same; one more is to be looked at here.
    const looks = ROUTES.filter(({ changesNothing }) => changesNothing === true);
    expect(looks.map(({ route }) => route)).toEqual(['POST /v1/policies/next-runs']);
  });
});
