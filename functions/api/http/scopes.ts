/** The least that a token must carry; more includes less. */
export const SCOPES = ['read', 'operate', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** The scopes that each satisfy a route: a gateway's authorizer asks for one of them. */
export function scopesFor(scope: Scope): readonly Scope[] {
  if (scope === 'read') return ['read', 'operate', 'admin'];
  return scope === 'operate' ? ['operate', 'admin'] : ['admin'];
}
