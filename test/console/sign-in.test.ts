import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Issuer, startIssuer } from '../support/oidc-issuer.ts';
import { until } from '../support/until.ts';
import { type ConsoleWorld, startConsoleWorld } from './harness/console-world.ts';
import type { Visit } from './harness/visit.ts';

// By an issuer, as deployed: authorization code with PKCE over real HTTP. One person, one after the other.

const CLIENT = 'snapferry-console';
const LONG = 3600;
/** Shorter than what is renewed before it is over. */
const SHORT = 30;

let issuer: Issuer;
let world: ConsoleWorld;
let person: Visit;
let page: Page;

beforeAll(async () => {
  issuer = await startIssuer({ client: CLIENT });
  world = await startConsoleWorld({
    stack: { issuer: { issuer: issuer.url, jwks: issuer.jwks } },
    environment: { CONSOLE_CLIENT_ID: CLIENT, CONSOLE_ISSUER: issuer.url, CONSOLE_CONNECT_ORIGINS: issuer.url },
  });
  person = await world.visit({ signedOut: true, others: [issuer.url], expected: /40[01]/ });
  page = person.page;
});
afterAll(async () => {
  await world?.stop();
  issuer?.stop();
});

const heading = async (name: string) => await page.getByRole('heading', { name, exact: true }).first().waitFor();
/** All that the browser keeps for the console. */
const kept = async () =>
  String(await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])'));
const codes = () => issuer.asked.filter((grant) => grant === 'authorization_code').length;
const renewals = () => issuer.asked.filter((grant) => grant === 'refresh_token').length;

it('whoever opens a page is sent to the issuer, and comes back to the same page with its filters', async () => {
  await person.go('/backups?phase=Failed');

  await heading('Backups');
  await page.getByText('jane', { exact: true }).waitFor();
  const { pathname, search } = new URL(page.url());
  expect(pathname + search).toBe('/backups?phase=Failed');
  expect(issuer.asked).toEqual(['authorization_code']);
  await person.isClean();
});

it('the tokens are in no storage of the browser, and not in the address', async () => {
  expect(await kept()).not.toMatch(/eyJ|token/i);
  for (const token of issuer.refreshTokens.keys()) expect(await kept()).not.toContain(token);
  expect(page.url()).not.toMatch(/code=|token/);
});

it('a reload signs in again by itself, on the same page', async () => {
  await page.reload();

  await heading('Backups');
  expect(new URL(page.url()).search).toBe('?phase=Failed');
  expect(codes()).toBe(2);
  await person.isClean();
});

it('an access token that is about to end is renewed by the refresh token, without leaving the page', async () => {
  issuer.lasts.seconds = SHORT;
  await page.reload();
  await heading('Backups');
  const signedIn = codes();
  await until('the token to be renewed', 30, () => renewals() > 0);
  issuer.lasts.seconds = LONG;
  await page.getByRole('link', { name: 'Schedules', exact: true }).click();
  await heading('Schedules');

  expect(codes()).toBe(signedIn);
  expect(await page.getByRole('dialog').count()).toBe(0);
  await person.isClean();
});

it('a session that cannot be renewed is begun anew in a window of its own, and what was typed stays', async () => {
  issuer.lasts.seconds = 1;
  await page.goto(`${world.url}/policies/new`);
  await heading('Create a policy');
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('typed-before');
  issuer.lasts.seconds = LONG;
  issuer.refreshTokens.clear();
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await page.getByRole('textbox', { name: 'Keep' }).fill('5');
  await again.waitFor();
  await again.getByRole('button', { name: 'Sign in', exact: true }).click();
  await again.waitFor({ state: 'detached' });

  expect(await name.inputValue()).toBe('typed-before');
  await page.getByRole('button', { name: 'Create policy' }).click();
  await heading('Policies');
  await page.getByRole('row').filter({ hasText: 'typed-before' }).waitFor();
  await person.isClean();
});

it('whoever signs out does so at the issuer, too', async () => {
  const before = codes();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await until('the end of the session', 30, () => issuer.ended() === 1);

  // This issuer asks nobody for a password: who comes back is signed in anew.
  await heading('Overview');
  expect(codes()).toBe(before + 1);
  expect(await kept()).not.toMatch(/eyJ/);
  await person.isClean();
});
