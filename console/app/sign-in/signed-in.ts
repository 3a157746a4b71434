/** Who is signed in, whichever way. */
export interface SignedIn {
  token(): string | Promise<string>;
  /** A token that the API has refused is replaced. @returns undefined where nobody can but the person */
  renew(): Promise<string | undefined>;
  signOut(): Promise<void>;
}
