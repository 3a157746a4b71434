import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * The credentials of the clients in the bundles: those that Lambda gives a function of its role, in its environment. The SDK's own
 * chain looks there first too; the rest of it (profiles, SSO, STS, instance metadata) is a sixth of a bundle that nobody reaches.
 */
export const defaultProvider = fromEnv;
