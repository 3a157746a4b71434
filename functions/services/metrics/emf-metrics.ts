import type { Clock } from '../clock/clock.ts';
import { METRICS, type Metrics } from './metrics.ts';

interface EmfOptions {
  stage: string;
  /** '' for none: whoever reads the output of the embedded stack is no CloudWatch. */
  namespace: string;
  clock: Clock;
  write?: (line: string) => void;
}

const SERVICE = 'snapferry';

/**
 * CloudWatch's embedded metric format: a JSON line on stdout, which costs no call. Thirty lines of our own, since a
 * library for it would cost each function more at its cold start than all else here; the line must be all of the line,
 * which console.log of a Lambda does not promise.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmfMetrics(options: EmfOptions): Metrics {
  const { stage, namespace, clock, write = (line) => void process.stdout.write(line) } = options;
  return {
    emit(values, { schedule } = {}) {
      const metrics = Object.entries(METRICS).filter(([name]) => Object.hasOwn(values, name));
      if (namespace === '' || metrics.length === 0) return;
      const dimensions = { service: SERVICE, stage, ...(schedule === undefined ? {} : { schedule }) };
      const line = {
        _aws: {
          Timestamp: clock.now().getTime(),
          CloudWatchMetrics: [
            {
              Namespace: namespace,
              Dimensions: [Object.keys(dimensions)],
              Metrics: metrics.map(([name, unit]) => ({ Name: name, Unit: unit })),
            },
          ],
        },
        ...dimensions,
        ...values,
      };
      write(`${JSON.stringify(line)}\n`);
    },
  };
}
