/** The secret store. Values never leave it for a record, log, state input, command line or error. */
export interface Secrets {
  /** Creates or replaces; returns the ARN to keep in the catalogue. */
  write(name: string, value: Record<string, string>): Promise<string>;
  /** @throws Fault `service.unavailable`; Permanent `internal` when it is gone */
  read(arn: string): Promise<Record<string, string>>;
  /** Nothing to delete is fine. */
  remove(arn: string): Promise<void>;
}
