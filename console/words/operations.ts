export const words = {
  name: 'Name',
  kind: 'Kind',
  phase: 'Phase',
  namespaces: 'Namespaces',
  cluster: 'Cluster',
  location: 'Location',
  schedule: 'Schedule',
  volumes: 'Volumes',
  size: 'Size',
  started: 'Started',
  duration: 'Duration',
  labels: 'Labels',
  title: 'Operations',
  description:
    'Everything that runs or has run: backups, restores, deletions, maintenances, validations and simulations.',
  search: 'Part of a name, id, cluster or label',
  label: 'Label selector: team=web,env!=prod',
  anyKind: 'Any kind',
  anyPhase: 'Any phase',
  anyCluster: 'Any cluster',
  open: 'Not ended',
  none: '–',
};

export const backups = {
  title: 'Backups',
  description: 'What was backed up, by hand or on a schedule. A backup that has Succeeded can be restored.',
  create: 'Create backup',
  restore: 'Restore',
  actions: 'Actions',
  onlySucceeded: 'Only a backup that has Succeeded can be restored.',
  onlyFailed: 'Only what has failed or was cancelled can be tried again.',
  onlyOpen: 'It has ended.',
  sealing: 'Its seal is being written: it is too late to cancel.',
  held: 'It is under legal hold.',
  notHeld: 'It is not under legal hold.',
  notEnded: 'It has not ended.',
  chooseOne: 'Select one.',
  choose: 'Select one or more.',
  newest: 'It is the newest good backup of its schedule: after it nothing of that schedule can be restored.',
};

export const restores = {
  title: 'Restores',
  description: 'What was brought back, where, and what became of each object.',
  create: 'Restore a backup',
};
