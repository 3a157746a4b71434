import { volumeIdOf } from '../../domain/ids.ts';
import type { ValidationOperation } from '../../domain/operation/operation.ts';
import { locationOf } from '../../domain/operation/refs.ts';
import { isProbe, type ProbeTransfer } from '../../domain/transfer/transfer.ts';
import type { Uses } from '../../platform/services.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';

/** The one probe of a validation, which has a row once it is launched. */
export async function readProbe(
  { ledger }: Uses<'ledger'>,
  operation: ValidationOperation,
  { ownNamespace, ref }: Cluster,
): Promise<ProbeTransfer> {
  const found = (await ledger.readTransfers(operation)).transfers.find(isProbe);
  if (found) return found;
  const { clusterId } = ref;
  return {
    id: volumeIdOf(`validation/${clusterId}/${ownNamespace}`),
    epoch: 0,
    work: 'probe',
    location: locationOf(operation),
    repository: { clusterId, namespace: ownNamespace },
    phase: 'Pending',
    attempt: 0,
  };
}
