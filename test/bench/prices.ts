import { DOLLARS_A_TRANSITION } from '../../functions/domain/simulation/transitions.ts';

/**
 * List prices of us-east-1 in dollars, without free tiers and discounts, as the services' pricing pages had them in
 * November 2026; other regions are up to a third dearer. Each is for one unit of what its name says.
 */
export const PRICES = {
  transition: DOLLARS_A_TRANSITION,
  /** aws.amazon.com/lambda/pricing: Arm. */
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
  /** aws.amazon.com/dynamodb/pricing/on-demand. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** aws.amazon.com/eventbridge/pricing. */
  scheduledStart: 1 / 1e6,
  /** aws.amazon.com/kms/pricing: a month; the first two rotations add one each. */
  key: 1,
  /** aws.amazon.com/secrets-manager/pricing: a month. */
  secret: 0.4,
  /** The same page: a call. */
  secretCall: 0.05 / 10_000,
  /** aws.amazon.com/kms/pricing: a request. */
  keyRequest: 0.03 / 10_000,
  /** aws.amazon.com/xray/pricing: a trace that is recorded. */
  trace: 5 / 1e6,
  /** aws.amazon.com/sqs/pricing: a standard queue. */
  queueRequest: 0.4 / 1e6,
  /** aws.amazon.com/api-gateway/pricing: an HTTP API. */
  apiRequest: 1 / 1e6,
  /** aws.amazon.com/s3/pricing: a GET of the standard class. */
  s3Get: 0.4 / 1e6,
  /** aws.amazon.com/cloudwatch/pricing: a month; an alarm on an expression pays for every metric that it reads. */
  alarmMetric: 0.1,
  ownMetric: 0.3,
  dashboard: 3,
} as const;
