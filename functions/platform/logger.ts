import { Logger } from '@aws-lambda-powertools/logger';

/** JSON lines. Facts are chosen by the caller: never a secret, never an object's body. */
/** Without the names that every line has of its own: the logger would drop such a fact. */
type Facts = Record<string, unknown> & { [own in 'level' | 'message' | 'service' | 'timestamp']?: never };

export interface Log {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

export function createLog(service: string): Log {
  const logger = new Logger({ serviceName: service });
  return {
    info: (message, facts = {}) => logger.info(message, facts),
    warn: (message, facts = {}) => logger.warn(message, facts),
    error: (message, facts = {}) => logger.error(message, facts),
  };
}
