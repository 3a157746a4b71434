import { createHash } from 'node:crypto';
import type { HttpResponse } from './response.ts';

const SCRIPT = `
const token = new URLSearchParams(location.hash.slice(1)).get('token');
const line = (tag, text) => document.querySelector(tag).textContent = text;
if (token) {
  line('pre', 'export SNAPFERRY_API=' + location.origin + ' SNAPFERRY_TOKEN=' + token);
  const headers = { authorization: 'Bearer ' + token };
  fetch('/v1/backups?limit=10', { headers }).then((answer) => answer.json()).then(({ items }) => {
    for (const { name, phase, createdAt, id } of items) {
      const row = document.querySelector('tbody').insertRow();
      for (const text of [name, phase, createdAt, id]) row.insertCell().textContent = text;
    }
  });
}
`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Snapferry</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
</head>
<body>
<h1>Snapferry serves its API here</h1>
<p>There is no web console yet: use the command line (docs/cli.md) or the API, with the token of this address. In a shell:</p>
<pre>open the address that npm start has printed, with its #token=…</pre>
<p>The terminal of <code>npm start</code> shows lines to go on with; <code>docs/api/openapi.json</code> describes every route.</p>
<table>
<caption>The newest backups</caption>
<thead><tr><th scope="col">name</th><th scope="col">phase</th><th scope="col">created</th><th scope="col">id</th></tr></thead>
<tbody></tbody>
</table>
<script>${SCRIPT}</script>
</body>
</html>
`;

const hash = createHash('sha256').update(SCRIPT).digest('base64');

/** What a browser shows at the address that `npm start` prints. The token is in the fragment, which no request carries. */
export const LANDING_PAGE: HttpResponse = {
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'sha256-${hash}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  },
  body: Buffer.from(PAGE),
};
