import { permanent, rejected, transient } from './entry.ts';

export const CLUSTER_FAULTS = {
  'cluster.not_found': rejected(404, 'There is no such cluster', 'Register the cluster, or check its name.'),
  'cluster.duplicate': rejected(
    409,
    'The cluster is registered already',
    'Use the name under which this cluster is registered.',
  ),
  'cluster.kubeconfig_refused': rejected(
    422,
    'The kubeconfig cannot be used',
    'Give a kubeconfig with https server, CA data and a token or client certificate data only.',
  ),
  'cluster.address_refused': rejected(
    422,
    'The address of the cluster is not allowed',
    'Give the https address of a cluster that this installation may reach.',
  ),
  'cluster.unreachable': transient(
    503,
    'The API server does not answer',
    'Check that the API server answers from where Snapferry runs.',
  ),
  'cluster.unauthorized': permanent(
    502,
    'The cluster refuses the credentials',
    'Renew the credentials of the cluster and apply the RBAC manifests again.',
  ),
  'cluster.forbidden': permanent(
    502,
    'The credentials lack a right on the cluster',
    'Apply the RBAC manifests of infra/cluster to the cluster.',
  ),
  'cluster.wants_admin': rejected(
    403,
    'Data would go to another cluster than its own',
    "Use a token with the admin scope, restore onto the backup's own cluster, or have an admin name the target as gatewayCluster of the location.",
  ),
  'cluster.identity_known': rejected(
    409,
    'Another API server had this cluster identity',
    'Register it with the CA that it had; if it has another one now, an admin says so with "adopt": true.',
  ),
  'cluster.answer_invalid': permanent(
    502,
    'What answers is no Kubernetes API server',
    'Look at what answers at that address: it does not speak as an API server.',
  ),
  'cluster.no_restore_identity': rejected(
    409,
    'The cluster has no credentials for restores',
    'Register restoreAccess for the cluster before you restore to it.',
  ),
  'cluster.request_refused': permanent(
    502,
    'The API server refuses a request',
    'The API server refused the object; the message says why.',
  ),
} as const;
