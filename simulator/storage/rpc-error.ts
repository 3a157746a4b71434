import type { DriverError } from '../faults.ts';

/** As grpc-go prints a status. */
export class RpcError extends Error {
  readonly code: string;
  constructor({ code, message }: DriverError) {
    super(`rpc error: code = ${code} desc = ${message}`);
    this.name = 'RpcError';
    this.code = code;
  }
}
