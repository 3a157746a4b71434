import type * as z from 'zod';
import { Fault } from '../../domain/errors.ts';
import { CLUSTER_ONLY } from '../../domain/settings/settings.ts';

interface Place {
  pointer?: string;
  parameter?: string;
  message: string;
}

/**
 * Says of each wrong field where it is and what was expected, never what was sent.
 * @returns Fault `settings.cluster_only` where a body sets what only a cluster may, else `request.invalid`
 */
export function invalid(error: z.ZodError, part: 'body' | 'query'): Fault {
  const ofClusters = error.issues.flatMap(clusterOnlyPlaces);
  const [misplaced] = ofClusters;
  if (misplaced) {
    const message = `${misplaced.pointer} belongs in the settings of the cluster`;
    return new Fault('settings.cluster_only', message, { details: { errors: ofClusters } });
  }
  const places = tellingOf(error.issues)
    .flatMap((issue) => placesOf(issue, part))
    .slice(0, 50);
  const [first] = places;
  const where = first?.pointer ?? first?.parameter;
  const more = places.length > 1 ? ` (and ${places.length - 1} more)` : '';
  const message = `${where || `the ${part}`} is not valid${first ? `: ${first.message}${more}` : ''}`;
  return new Fault('request.invalid', message, { details: { errors: places } });
}

/** Of a field that is of another type, that is all there is to say: "exactly 1 character" of what should be a list misleads. */
function tellingOf(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const key = ({ path }: z.core.$ZodIssue) => JSON.stringify(path);
  const mistyped = new Set(issues.filter(({ code }) => code === 'invalid_type').map(key));
  return issues.filter((issue) => issue.code === 'invalid_type' || !mistyped.has(key(issue)));
}

function placesOf(issue: z.core.$ZodIssue, part: 'body' | 'query'): Place[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => place([...issue.path, key], part, 'there is no such field'));
  }
  return [place(issue.path, part, issue.message)];
}

function clusterOnlyPlaces(issue: z.core.$ZodIssue): Place[] {
  if (issue.code !== 'unrecognized_keys' || issue.path.at(-1) !== 'settings') return [];
  return issue.keys
    .filter((key) => CLUSTER_ONLY.has(key))
    .map((key) => place([...issue.path, key], 'body', 'it belongs in the settings of the cluster'));
}

function place(path: readonly PropertyKey[], part: 'body' | 'query', message: string): Place {
  if (part === 'query') return { parameter: String(path[0] ?? ''), message };
  return { pointer: path.map((step) => `/${escaped(String(step))}`).join(''), message };
}

/** RFC 6901, section 3. */
export function escaped(step: string): string {
  return step.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1');
}
