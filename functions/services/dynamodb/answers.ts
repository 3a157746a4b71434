import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { Fault } from '../../domain/errors.ts';

/** A write; undefined when its condition has failed. */
export async function conditional<Result>(send: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await answered(send);
  } catch (thrown) {
    if (thrown instanceof DynamoDBServiceException && thrown.name === 'ConditionalCheckFailedException')
      return undefined;
    throw thrown;
  }
}

/** Faults that heal are Transient; a refused request is a fault of ours and stays what it is. */
export async function answered<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (thrown) {
    if (thrown instanceof DynamoDBServiceException && (thrown.$metadata.httpStatusCode ?? 500) < 500) {
      const throttled = /Throttl|ProvisionedThroughput|RequestLimit|TransactionInProgress/.test(thrown.name);
      if (!throttled) throw thrown;
    }
    throw new Fault('ledger.throttled', 'the table did not take the request', { cause: thrown });
  }
}
