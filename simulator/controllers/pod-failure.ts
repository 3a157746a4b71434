import type { Pod } from '../kubelet/types.ts';
import { nameOf, namespaceOf } from '../objects.ts';

export interface FailurePolicy {
  rules: {
    action: string;
    onExitCodes?: { containerName?: string; operator: string; values: number[] };
    onPodConditions?: { type: string; status?: string }[];
  }[];
}

/** The action of the first rule that a failed pod meets; `Count` without one. */
export function judge(policy: FailurePolicy | undefined, pod: Pod): { action: string; message?: string } {
  for (const { action, onExitCodes, onPodConditions } of policy?.rules ?? []) {
    const condition = onPodConditions?.find((wanted) =>
      pod.status?.conditions?.some((one) => one.type === wanted.type && one.status === (wanted.status ?? 'True')),
    );
    if (condition !== undefined) {
      return {
        action,
        message: `Pod ${namespaceOf(pod)}/${nameOf(pod)} has condition ${condition.type} matching ${action} rule`,
      };
    }
    if (onExitCodes === undefined) continue;
    for (const { name, state } of pod.status?.containerStatuses ?? []) {
      const code = state.terminated?.exitCode ?? 0;
      if (code === 0 || (onExitCodes.containerName !== undefined && onExitCodes.containerName !== name)) continue;
      if (onExitCodes.values.includes(code) !== (onExitCodes.operator === 'In')) continue;
      return {
        action,
        message: `Container ${name} for pod ${namespaceOf(pod)}/${nameOf(pod)} failed with exit code ${code} matching ${action} rule`,
      };
    }
  }
  return { action: 'Count' };
}
