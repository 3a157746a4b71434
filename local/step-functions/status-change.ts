import { isObject, type JsonObject } from '../json.ts';
import type { Execution } from './executions-file.ts';
import { REGION } from './limits.ts';

/** An event as EventBridge delivers it. */
export type StatusChange = {
  source: 'aws.states';
  'detail-type': 'Step Functions Execution Status Change';
  region: string;
  resources: string[];
  time: string;
  detail: JsonObject;
};

export function statusChange(execution: Execution): StatusChange {
  const { definition: _definition, ...shown } = execution;
  const detail = {
    ...shown,
    inputDetails: { included: true },
    ...(shown.output !== undefined && { outputDetails: { included: true } }),
  };
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    region: REGION,
    resources: [execution.executionArn],
    time: new Date(execution.stopDate ?? execution.startDate).toISOString(),
    detail: isObject(detail) ? detail : {},
  };
}
