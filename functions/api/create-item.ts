import type { Services } from '../platform/services.ts';
import type { CatalogItem, CatalogKind, NewItem } from '../services/catalog/catalog.ts';

type Needs = Pick<Services, 'catalog' | 'secrets'>;

/**
 * Creates a catalogue thing whose secrets are written already. When another request's stands in the end, the secrets of
 * this one go again; where nobody can say what stands they stay, since a thing without its secret is worse than a
 * secret without its thing.
 */
export async function createItem<Kind extends CatalogKind>(
  { catalog, secrets }: Needs,
  item: NewItem<Kind>,
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
