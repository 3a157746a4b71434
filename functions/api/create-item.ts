import type { Uses } from '../platform/services.ts';
import type { CatalogItem, CatalogKind } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import { hashOf } from './hash-of-body.ts';
import type { ApiRequest } from './http/request.ts';

type Dependencies = Uses<'catalog' | 'secrets'>;
type Own = 'kind' | 'name' | 'uid' | 'spec' | 'status';

/** By what a repetition of the request is known. @param body as its schema read it */
export function lastRequestOf({ idempotencyKey, requestId }: ApiRequest, body: unknown) {
  return { key: idempotencyKey ?? requestId, hash: hashOf(body) };
}

/** A catalogue thing as a request makes it. */
export function newItem<Kind extends CatalogKind>(
  { clock }: Uses<'clock'>,
  { caller }: ApiRequest,
  lastRequest: ReturnType<typeof lastRequestOf>,
  own: Pick<CatalogItem<Kind>, Own>,
): CatalogItem<Kind> {
  const at = isoNow(clock);
  return { ...own, generation: 1, createdAt: at, createdBy: caller.subject, updatedAt: at, lastRequest };
}

/**
 * Creates a catalogue thing whose secrets are written already. When another request's stands in the end, the secrets of
 * this one go again; where nobody can say what stands they stay, since a thing without its secret is worse than a
 * secret without its thing.
 */
export async function createItem<Kind extends CatalogKind>(
  { catalog, secrets }: Dependencies,
  item: CatalogItem<Kind>,
  secretArns: readonly (string | undefined)[],
): Promise<CatalogItem<Kind>> {
  const withdraw = async () => {
    for (const arn of secretArns) if (arn) await secrets.remove(arn);
  };
  try {
    const { item: standing } = await catalog.create(item);
    if (standing.uid !== item.uid) await withdraw();
    return standing;
  } catch (thrown) {
    const standing = await catalog.read(item.kind, item.name);
    if (standing?.uid !== item.uid) await withdraw();
    throw thrown;
  }
}
