import { cancelled, permanent, transient } from './entry.ts';

export const OPERATION_FAULTS = {
  'object.name_collision': permanent(
    409,
    'An object of somebody else has the name',
    'An object that is not ours has the name; remove or rename it.',
  ),
  'operation.cancelled': cancelled(409, 'The operation was cancelled', 'Start the operation again when you want it.'),
  'operation.deadline': permanent(
    504,
    'The operation took too long',
    'The operation took longer than its deadline; retry it.',
  ),
  'execution.not_found': permanent(
    404,
    'The operation has no such execution on record',
    'List its executions: the newest 10 are on record.',
  ),
  'execution.superseded': permanent(
    409,
    'A newer execution has taken over',
    'A newer execution has taken over; nothing to do.',
  ),
  'execution.lost': permanent(
    500,
    'Executions were lost too often',
    'Look at the history of its executions for what ended them; then retry it.',
  ),
  'record.invalid': permanent(
    500,
    'A record of a table cannot be read',
    'Look at the field that the message names, in the row and table that it names; the row is not touched, and others are not kept by it.',
  ),
  'ledger.throttled': transient(503, 'The table is throttled', 'Try again.'),
  'service.unavailable': transient(503, 'A service of the control plane does not answer', 'Try again.'),
  internal: permanent(500, 'A fault of Snapferry', 'This is a fault of Snapferry; report it with the request id.'),
} as const;
