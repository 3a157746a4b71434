export const words = {
  title: 'Audit',
  description:
    'Every request that changed something or was shown a secret, refused ones too. Records are never changed.',
  adminOnly: 'Only admins read the audit trail',
  at: 'Time',
  who: 'Who, from where',
  what: 'Request',
  target: 'Target',
  facts: 'Facts',
  answer: 'Answer',
  request: 'Request id',
  subject: 'Subject, in full',
  targetFilter: 'Target: a path, a name, an id or a uid',
  since: 'Since',
  until: 'Until',
};
