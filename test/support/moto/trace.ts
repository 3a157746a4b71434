import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { until } from '../until.ts';

/** How an execution ended, and the states it entered in their order. */
export interface Trace {
  status: string | undefined;
  error: string | undefined;
  states: string[];
}

/** Asks the Step Functions of the environment, whichever interpreter that is; the record may end before the machine does. */
export async function readTrace(executionArn: string): Promise<Trace> {
  const client = new SFNClient();
  try {
    const { status, error } = await until(`the end of ${executionArn}`, 60, async () => {
      const answer = await client.send(new DescribeExecutionCommand({ executionArn }));
      return answer.status !== 'RUNNING' && answer;
    });
    const states: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, ...(nextToken ? { nextToken } : {}) }),
      );
      states.push(...(page.events ?? []).flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
    return { status, error, states };
  } finally {
    client.destroy();
  }
}
