import type middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { FAULTS, type Fault, toFault } from '../../domain/errors.ts';
import { fieldsIn } from '../../domain/fields.ts';
import type { Log } from '../../platform/logger.ts';
import { NOT_KEPT } from './validators.ts';

/** RFC 9457, "Problem Details for HTTP APIs". */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  remedy: string;
  requestId: string;
  /** Where in the request: an RFC 6901 pointer into the body, or the name of a parameter. */
  errors?: { pointer?: string; parameter?: string; message: string }[];
  /** Facts of the fault that a program may use, such as the classes to choose from. */
  [fact: string]: unknown;
}

interface Occurrence {
  instance: string;
  requestId: string;
}

/** What the caller is told of a fault. Of one that is ours it is told only where to look. */
export function renderProblem(fault: Fault, { instance, requestId }: Occurrence): Problem {
  const ours = fault.code === 'internal';
  const { httpStatus: _, ...facts } = fault.details;
  return {
    ...(ours ? {} : facts),
    type: `urn:snapferry:problem:${fault.code}`,
    title: FAULTS[fault.code].title,
    status: statusOf(fault),
    detail: ours ? 'something went wrong that is not yours to correct' : fault.message,
    instance,
    code: fault.code,
    remedy: FAULTS[fault.code].remedy,
    requestId,
  };
}

export function statusOf({ code, details: { httpStatus } }: Fault): number {
  return typeof httpStatus === 'number' ? httpStatus : FAULTS[code].status;
}

/** Outermost middleware: whatever is thrown below becomes a problem, and what is our fault a line in the log. */
export function problems(log: Log): middy.MiddlewareObj {
  return {
    onError: (request) => {
      const { rawPath, requestContext } = fieldsIn(request.event);
      const { requestId } = fieldsIn(requestContext);
      const occurrence = {
        instance: typeof rawPath === 'string' ? rawPath : '/',
        requestId: typeof requestId === 'string' ? requestId : request.context.awsRequestId,
      };
      const fault = toFault(request.error);
      const problem = renderProblem(fault, occurrence);
      if (problem.status >= 500) {
        const { stack } = fault.cause instanceof Error ? fault.cause : fault;
        log.error('request failed', { ...occurrence, code: fault.code, reason: fault.message, stack });
      }
      request.response = respond(problem, fault.retryAfterSeconds);
    },
  };
}

export function respond(problem: Problem, retryAfterSeconds = 5): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': NOT_KEPT,
      ...(problem.status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {}),
      ...(typeof problem.allow === 'string' ? { allow: problem.allow } : {}),
    },
    body: JSON.stringify(problem),
  };
}
