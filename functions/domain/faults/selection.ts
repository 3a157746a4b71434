import { permanent, rejected } from './entry.ts';

export const SELECTION_FAULTS = {
  'namespace.not_found': rejected(
    404,
    'A namespace is not there',
    'Check the namespaces of the selection against the cluster.',
  ),
  'namespace.wants_admin': rejected(
    403,
    'A namespace of the system wants the admin scope',
    'Use a token with the admin scope; or leave out the namespaces of the system that are named, and restore into namespaces that are not there yet.',
  ),
  'selection.empty': rejected(
    422,
    'The selection matches nothing',
    'Change the selector that is named, or the labels on the cluster; with "allowEmpty": true a backup may hold nothing.',
  ),
  'selection.too_many_namespaces': rejected(
    422,
    'The selection comes to more namespaces than one backup takes',
    'Narrow the selector, exclude namespaces, or divide them among several backups.',
  ),
  'selection.type_not_found': rejected(
    422,
    'The cluster has no such kind, or no backup takes it',
    'Name kinds as manifests do, with their groups, and only those of objects in namespaces; what is cluster-scoped comes along with what needs it.',
  ),
  'selection.object_not_found': rejected(
    422,
    'An object that is selected by its name is not there',
    'Check the resources of the selection against the cluster.',
  ),
  'snapshot_class.ambiguous': rejected(
    422,
    'Several VolumeSnapshotClasses fit',
    'Map the provisioner to one of the VolumeSnapshotClasses listed.',
  ),
  'snapshot_class.not_found': rejected(
    422,
    'The VolumeSnapshotClass is not there',
    'Map the provisioner to a VolumeSnapshotClass that exists.',
  ),
  'snapshot_class.other_driver': rejected(
    422,
    'The VolumeSnapshotClass is of another driver',
    'Map the provisioner to a VolumeSnapshotClass of its own driver.',
  ),
  'method.unsupported': rejected(
    422,
    'The volume needs a method that this release lacks',
    'Exclude the volume, or wait for a release that supports the method.',
  ),
  'storage_class.not_found': permanent(
    422,
    'A StorageClass is not there',
    'Name one of the StorageClasses that are there for it in storageClassMapping, or create it.',
  ),
} as const;
