/** Step Functions' own limits (docs: service quotas, August 2026), and the embedded account's identity. */
export const PAYLOAD_BYTES = 256 * 1024;
export const HISTORY_EVENTS = 25_000;
/** The engine keeps timers in a signed 32-bit number of milliseconds: 24.8 days. */
export const LONGEST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/embedded`;

export function machineArn(name: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
}

export function executionArn(machine: string, execution: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:execution:${machine}:${execution}`;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

/** `arn:aws:lambda:us-east-1:0:function:plan:$LATEST` and `plan` both name the function `plan`. */
export function functionName(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? (nameOrArn.split(':')[6] ?? nameOrArn) : nameOrArn;
}
