import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { Fault } from '../../domain/errors.ts';

/** A write whose condition may fail. */
export async function conditional<Result, Otherwise>(
  send: () => Promise<Result>,
  otherwise: Otherwise,
): Promise<Result | Otherwise> {
  try {
    return await answered(send);
  } catch (thrown) {
    if (thrown instanceof DynamoDBServiceException && thrown.name === 'ConditionalCheckFailedException')
      return otherwise;
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
