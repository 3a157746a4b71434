/** Names for people, uids for us: a name that was deleted and made again is another thing. */
export interface Ref {
  name: string;
  uid: string;
}

export interface ClusterRef extends Ref {
  /** uid of the cluster's kube-system namespace. */
  clusterId: string;
}

export interface OperationRefs {
  /** On which all that the operation makes is made. */
  cluster: ClusterRef;
  location?: Ref;
  backup?: string;
  /** Of a restore onto another cluster: the one that its backup was made on. It may be registered no more. */
  source?: ClusterRef;
}
