import { fieldsOf, groupKindOf, kindNameOf, type Manifest } from '../manifest/manifest.ts';

/** StorageClass of the source → StorageClass of the target; one that is not named keeps its name, `''` is no class. */
export type ClassMapping = Readonly<Record<string, string>>;

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export function targetClassOf(mapping: ClassMapping, name: string): string {
  return Object.hasOwn(mapping, name) ? (mapping[name] ?? name) : name;
}

/** Of these the restore makes no class: what was of it is of another one now. */
export function isMappedClass(mapping: ClassMapping, object: Manifest): boolean {
  return (
    kindNameOf(groupKindOf(object)) === 'StorageClass.storage.k8s.io' && Object.hasOwn(mapping, object.metadata.name)
  );
}

/**
 * Points every `storageClassName` of a spec at its target, be it a claim's, a StatefulSet's template's, a pod's ephemeral
 * volume's or a custom resource's: the claims that a controller makes of it tomorrow need a class that is there, too.
 */
export function mapClasses(object: Manifest, mapping: ClassMapping): Manifest {
  if (Object.keys(mapping).length === 0) return object;
  const { annotations } = object.metadata;
  const old = annotations?.[CLASS_ANNOTATION];
  return {
    ...object,
    ...(old === undefined
      ? {}
      : {
          metadata: {
            ...object.metadata,
            annotations: { ...annotations, [CLASS_ANNOTATION]: targetClassOf(mapping, old) },
          },
        }),
    ...(fieldsOf(object.spec) ? { spec: mapFields(object.spec, mapping) } : {}),
  };
}

function mapFields(value: unknown, mapping: ClassMapping): unknown {
  if (Array.isArray(value)) return value.map((entry) => mapFields(entry, mapping));
  const fields = fieldsOf(value);
  if (!fields) return value;
  return Object.fromEntries(
    Object.entries(fields).map(([key, entry]) => [
      key,
      key === 'storageClassName' && typeof entry === 'string'
        ? targetClassOf(mapping, entry)
        : mapFields(entry, mapping),
    ]),
  );
}
