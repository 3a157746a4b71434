import * as z from 'zod';
import { SCOPES } from '../http/scopes.ts';

export const meAnswer = z.strictObject({
  subject: z.string(),
  scopes: z
    .array(z.enum(SCOPES))
    .describe('those that the token satisfies, whatever it calls them: `admin` is `operate` and `read`, too'),
  version: z.string().describe('of the release that answers'),
  installationId: z.string().describe('what labels all that this installation makes on clusters'),
});
