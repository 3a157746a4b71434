import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../local/lambda-host.ts';
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts';

const definition = JSON.stringify({
  StartAt: 'PlanBackup',
  States: {
    PlanBackup: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: '${PlanArn}', Payload: { 'input.$': '$' } },
      TimeoutSeconds: 125,
      End: true,
    },
  },
});

describe('the embedded stack as a whole', () => {
  let root: string;
  let stack: Stack | undefined;
  let reconciled: unknown[];
  let plan: () => Promise<unknown>;

  const functions: Record<string, LambdaFunction> = {
    plan: { load: () => () => plan() },
    reconcile: { load: () => async (event) => void reconciled.push(event) },
    // Clients without any option, as the product makes them.
    api: {
      load: () => async () => {
        const stateMachineArn = process.env.BACKUP_MACHINE_ARN;
        const tables = await new DynamoDBClient().send(new ListTablesCommand());
        const secrets = await new SecretsManagerClient().send(new ListSecretsCommand());
        const started = await new SFNClient().send(new StartExecutionCommand({ stateMachineArn, name: 'bk-1-1' }));
        return { tables: tables.TableNames, secrets: secrets.SecretList, execution: started.executionArn };
      },
    },
  };

  function options(): StackOptions {
    return {
      root,
      functions,
      machines: [{ name: 'backup', definition }],
      routes: [{ method: 'POST', path: '/v1/backups', function: 'api', scopes: ['snapferry/operate'] }],
      rules: [
        {
          name: 'lost',
          pattern: { source: ['aws.states'], detail: { status: ['FAILED', 'ABORTED'] } },
          function: 'reconcile',
        },
      ],
      environment: ({ machineArns }) => ({ BACKUP_MACHINE_ARN: String(machineArns.backup) }),
    };
  }

  async function startBackup(running: Stack): Promise<Record<string, unknown>> {
    const token = await running.mint({ subject: 'me', scopes: ['snapferry/operate'] });
    const init = { method: 'POST', headers: { authorization: `Bearer ${token}` } };
    return (await (await fetch(`${running.endpoints.api}/v1/backups`, init)).json()) as Record<string, unknown>;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'snapferry-stack-'));
    reconciled = [];
    plan = async () => 'planned';
  });

  afterEach(async () => {
    await stack?.stop();
    rmSync(root, { recursive: true });
  });

  it('carries a request from HTTP through a function and a machine, by the SDK as it comes', async () => {
    stack = await startStack(options());

    const { tables, secrets, execution } = await startBackup(stack);
    const ended = await stack.stepFunctions.ended(String(execution));

    expect([tables, secrets]).toEqual([['catalog', 'ledger'], []]);
    expect(ended).toMatchObject({ name: 'bk-1-1', status: 'SUCCEEDED' });
    expect(JSON.parse(String(ended.output))).toMatchObject({ Payload: 'planned', StatusCode: 200 });
  });

  it('tells the reconciler of what the last stop cut off, and gives the environment back', async () => {
    plan = () => new Promise(() => undefined);
    stack = await startStack(options());
    await startBackup(stack);
    await stack.stop();
    expect(process.env.AWS_ENDPOINT_URL_SFN).toBeUndefined();

    stack = await startStack(options());

    await expect
      .poll(() => reconciled)
      .toMatchObject([{ detail: { name: 'bk-1-1', status: 'FAILED', error: 'Stack.Restarted' } }]);
  });

  it('says in one sentence that the port is in use, and leaves nothing running', async () => {
    stack = await startStack(options());
    const port = Number(new URL(stack.endpoints.api).port);
    const other = mkdtempSync(join(tmpdir(), 'snapferry-stack-'));

    await expect(startStack({ ...options(), root: other, port })).rejects.toThrow(`port ${port} is in use`);

    rmSync(other, { recursive: true });
  });

  it('keeps tokens valid over a restart', async () => {
    stack = await startStack(options());
    const token = await stack.mint({ subject: 'me', scopes: ['snapferry/read'] });
    await stack.stop();
    stack = await startStack(options());

    const response = await fetch(`${stack.endpoints.api}/v1/backups`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
  });
});
