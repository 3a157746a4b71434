import { nameSome } from '../name-some.ts';
import { mayHave } from './select-objects.ts';
import type { Selection } from './selection-spec.ts';

/** What of the cluster a selection was looked up in. */
export interface LookedUp {
  /** All namespaces that the cluster has. */
  there: ReadonlySet<string>;
  /** Those whose claims were read. */
  read: ReadonlySet<string>;
  /** The claims in these, as `namespace/name`. */
  claims: ReadonlySet<string>;
}

const MOST = 10;
const MISSPELT = 'if that is misspelt, what was meant is in the backup';

/**
 * What `exclude` names and is not there, in sentences. A schedule's claims and namespaces come and go, so nothing fails for
 * it; but of a slip of the pen nobody would hear, and data is copied that should not be.
 */
export function unknownExclusions(asked: Selection, { there, read, claims }: LookedUp): string[] {
  const { namespaces = [], volumes = [] } = asked.exclude ?? {};
  const gone = namespaces.filter((name) => !there.has(name));
  // of one that is there and not in this run, nothing is copied, and its claims nobody has read
  const isElsewhere = (name: string) =>
    there.has(name) && !read.has(name) && (mayHave(asked, name) || namespaces.includes(name));
  const unknown = volumes
    .filter(({ namespace, name }) => !claims.has(`${namespace}/${name}`) && !isElsewhere(namespace))
    .map(({ namespace, name }) => `${namespace}/${name}`);
  return [
    ...(gone.length > 0
      ? [`exclude.namespaces names ${nameSome(gone, MOST)}, which the cluster does not have: ${MISSPELT}`]
      : []),
    ...(unknown.length > 0
      ? [
          `exclude.volumes names ${nameSome(unknown, MOST)}, and no namespace of the backup has such a claim: ${MISSPELT}`,
        ]
      : []),
  ];
}
