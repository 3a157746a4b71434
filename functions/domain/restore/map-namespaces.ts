import { fieldsOf, groupKindOf, kindNameOf, listOf, type Manifest } from '../manifest/manifest.ts';

/** Source namespace → target namespace; one that is not named keeps its name. */
export type NamespaceMapping = Readonly<Record<string, string>>;

export function targetOf(mapping: NamespaceMapping, namespace: string): string {
  return Object.hasOwn(mapping, namespace) ? (mapping[namespace] ?? namespace) : namespace;
}

/** Their fields are the user's text, whatever their names. */
const OPAQUE: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);

const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Points what obviously names a namespace at its target: subjects of bindings, references `{name, namespace}`, and
 * selectors on the namespace's name label. Text that only happens to hold a namespace's name, such as the host name
 * `db.shop.svc` in a variable, stays as it is.
 */
export function mapNamespaces(object: Manifest, mapping: NamespaceMapping): Manifest {
  const changes = Object.keys(mapping).some((source) => targetOf(mapping, source) !== source);
  const kindName = kindNameOf(groupKindOf(object));
  if (!changes || OPAQUE.has(kindName)) return object;
  const { metadata, ...rest } = object;
  const mapped: Manifest = { ...fieldsOf(mapReferences(rest, mapping)), metadata };
  if (
    kindName === 'RoleBinding.rbac.authorization.k8s.io' ||
    kindName === 'ClusterRoleBinding.rbac.authorization.k8s.io'
  ) {
    mapped.subjects = listOf(mapped.subjects).map((subject) => mapSubject(subject, mapping));
  }
  return mapped;
}

function mapReferences(value: unknown, mapping: NamespaceMapping): unknown {
  if (Array.isArray(value)) return value.map((entry) => mapReferences(entry, mapping));
  const fields = fieldsOf(value);
  if (!fields) return value;
  const mapped: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(fields)) mapped[key] = mapReferences(entry, mapping);
  if (typeof fields.name === 'string' && typeof fields.namespace === 'string') {
    mapped.namespace = targetOf(mapping, fields.namespace);
  }
  const named = fieldsOf(fields.matchLabels)?.[NAME_LABEL];
  if (typeof named === 'string') {
    mapped.matchLabels = { ...fieldsOf(mapped.matchLabels), [NAME_LABEL]: targetOf(mapping, named) };
  }
  if (fields.key === NAME_LABEL && Array.isArray(fields.values)) {
    mapped.values = fields.values.map((entry) => (typeof entry === 'string' ? targetOf(mapping, entry) : entry));
  }
  return mapped;
}

const ACCOUNTS_OF = 'system:serviceaccounts:';
const ACCOUNT = 'system:serviceaccount:';

/** `system:serviceaccounts:<ns>` and `system:serviceaccount:<ns>:<name>` are how groups and users name accounts. */
function mapSubject(subject: Record<string, unknown>, mapping: NamespaceMapping): Record<string, unknown> {
  const { name } = subject;
  if (typeof name !== 'string') return subject;
  if (name.startsWith(ACCOUNTS_OF)) {
    return { ...subject, name: ACCOUNTS_OF + targetOf(mapping, name.slice(ACCOUNTS_OF.length)) };
  }
  if (name.startsWith(ACCOUNT)) {
    const [namespace = '', ...account] = name.slice(ACCOUNT.length).split(':');
    return { ...subject, name: [ACCOUNT + targetOf(mapping, namespace), ...account].join(':') };
  }
  return subject;
}

/** The namespaces that a binding's subjects live in. */
export function subjectNamespacesOf(binding: Pick<Manifest, 'subjects'>): string[] {
  return listOf(binding.subjects).flatMap(({ kind, name, namespace }) => {
    if (kind === 'ServiceAccount' && typeof namespace === 'string') return [namespace];
    if (typeof name !== 'string') return [];
    if (name.startsWith(ACCOUNTS_OF)) return [name.slice(ACCOUNTS_OF.length)];
    return name.startsWith(ACCOUNT) ? name.slice(ACCOUNT.length).split(':').slice(0, 1) : [];
  });
}

/** The name of the account that a subject is; none of a group or of somebody else. */
export function accountOf({ kind, name }: Record<string, unknown>): string | undefined {
  if (typeof name !== 'string') return undefined;
  if (kind === 'ServiceAccount') return name;
  return name.startsWith(ACCOUNT) ? name.slice(ACCOUNT.length).split(':')[1] : undefined;
}
