/** What of the gateway leads to the console; everything below `/v1` is the API's, also what it does not have. */
export const CONSOLE_ROUTES = ['GET /', 'GET /{proxy+}'] as const;
/** More specific than the console's: an address of the API that there is none of is a problem document, not a page. */
export const API_ROUTES = ['GET /v1', 'GET /v1/{proxy+}'] as const;
