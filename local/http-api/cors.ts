/** As in the API's CorsConfiguration; the gateway answers preflights itself, before the authorizer. */
export type Cors = {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number;
};

/** Headers for an answer to this origin; none for an origin that is not allowed. */
export function corsHeaders(cors: Cors | undefined, origin: string | undefined): Record<string, string> {
  if (!cors || !isAllowed(cors, origin)) return {};
  const star = cors.allowOrigins.includes('*');
  return {
    'access-control-allow-origin': star ? '*' : String(origin),
    ...(cors.exposeHeaders.length > 0 && { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
    ...(!star && { vary: 'Origin' }),
  };
}

export function preflightHeaders(cors: Cors, origin: string | undefined): Record<string, string> {
  if (!isAllowed(cors, origin)) return {};
  return {
    ...corsHeaders(cors, origin),
    'access-control-allow-methods': cors.allowMethods.join(','),
    'access-control-allow-headers': cors.allowHeaders.join(','),
    'access-control-max-age': String(cors.maxAgeSeconds),
  };
}

function isAllowed(cors: Cors, origin: string | undefined): boolean {
  return origin !== undefined && (cors.allowOrigins.includes('*') || cors.allowOrigins.includes(origin));
}
