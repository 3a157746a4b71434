import { openBaseServices } from '../../platform/base-services.ts';
import allowed from '../http/allowed.json' with { type: 'json' };
import { createApi } from '../http/router.ts';
import { operationRoutes } from './routes.ts';

/** `$default` of the gateway leads here, too. */
export const handler = createApi(openBaseServices('api-operations'), operationRoutes, allowed);
