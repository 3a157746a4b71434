import { REGION } from './step-functions/limits.ts';

/** What points the AWS SDK at the embedded stack, and keeps it from asking anybody else for credentials. */
export function embeddedEnvironment(endpoints: {
  stepFunctions: string;
  scheduler?: string;
  dynamodb: string;
  secretsManager: string;
}): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_SFN: endpoints.stepFunctions,
    ...(endpoints.scheduler ? { AWS_ENDPOINT_URL_SCHEDULER: endpoints.scheduler } : {}),
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_REGION: REGION,
    // What the aws CLI reads.
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** A profile or a session token of the user's would win over, or spoil, the dummy credentials. */
const UNSET = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'];

/** Sets process.env; the function returned gives back what was there. */
export function setEnvironment(environment: Record<string, string>): () => void {
  const names = [...Object.keys(environment), ...UNSET];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of UNSET) delete process.env[name];
  Object.assign(process.env, environment);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
