/**
 * Faults on demand. A rule names what it applies to (`*` stands for any text, an absent field for anything) and what
 * happens; `times` is how often (default: until removed) and `skip` how many matches pass unharmed before.
 */
interface Scope {
  times?: number;
  skip?: number;
  namespace?: string;
  name?: string;
}

export interface RequestFault extends Scope {
  on: 'request';
  /** get list watch create update patch delete. */
  verb?: string;
  /** As in `jobs.batch` or `pods`; with a subresource `pods/log`. */
  resource?: string;
  user?: string;
  effect:
    | { status: number; message?: string; retryAfterSeconds?: number }
    | { latencyMs: number }
    | { reset: true }
    /** The request takes effect, its answer is lost; of a session: how its command ended. */
    | { loseAnswer: true }
    /** The command runs on. */
    | { dropSessionAfterMs: number }
    | { expireContinue: true }
    | { forbid: true };
}

export interface SnapshotFault extends Scope {
  on: 'snapshot';
  /** The name of the claim whose volume is cut; `name` is the VolumeSnapshot's. */
  claim?: string;
  effect: { cutDelayMs: number } | { readyDelayMs: number } | { error: DriverError; when?: 'before' | 'after' };
}

export interface DriverError {
  /** A gRPC code's name, for example FailedPrecondition. */
  code: string;
  message: string;
}

export interface PodFault extends Scope {
  on: 'pod';
  /** The name of the Job that owns the pod; `name` is the pod's. */
  job?: string;
  effect: 'unschedulable' | 'imagePull' | { exitCode: number; reason?: string; message?: string; afterMs?: number };
}

export interface ClaimFault extends Scope {
  on: 'claim';
  effect: { pending: string };
}

export interface JobFault extends Scope {
  on: 'job';
  effect: { failedCreate: string };
}

export type FaultRule = RequestFault | SnapshotFault | PodFault | ClaimFault | JobFault;
type Of<On extends FaultRule['on']> = Extract<FaultRule, { on: On }>;
type Subject<On extends FaultRule['on']> = {
  [Field in Exclude<keyof Of<On>, 'on' | 'effect' | 'times' | 'skip'>]?: string | undefined;
};

/** The first rule that applies. */
type Find = <On extends FaultRule['on']>(
  on: On,
  subject: Subject<On>,
  wanted?: (rule: Of<On>) => boolean,
) => Of<On> | undefined;

export interface FaultBook {
  add(rule: FaultRule): () => void;
  clear(): void;
  /** Counted as used. */
  take: Find;
  /** Without counting. */
  peek: Find;
}

function fits(pattern: unknown, value: string | undefined): boolean {
  if (pattern === undefined) return true;
  if (value === undefined || typeof pattern !== 'string') return false;
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}

const matched = ['namespace', 'name', 'verb', 'resource', 'user', 'claim', 'job'];

export function createFaultBook(): FaultBook {
  let rules: { rule: FaultRule; left: number; skip: number }[] = [];

  const finder =
    (count: boolean): Find =>
    (on, subject, wanted = () => true) => {
      const values = subject as Record<string, string | undefined>;
      for (const entry of rules) {
        if (entry.rule.on !== on || entry.left <= 0) continue;
        const rule = entry.rule as Of<typeof on>;
        const scope = rule as unknown as Record<string, unknown>;
        if (!matched.every((field) => fits(scope[field], values[field])) || !wanted(rule)) continue;
        const isSkipped = entry.skip > 0;
        if (count && isSkipped) entry.skip -= 1;
        else if (count) entry.left -= 1;
        if (!isSkipped) return rule;
      }
      return undefined;
    };

  return {
    add(rule) {
      const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY, skip: rule.skip ?? 0 };
      rules.push(entry);
      return () => {
        rules = rules.filter((one) => one !== entry);
      };
    },
    clear() {
      rules = [];
    },
    take: finder(true),
    peek: finder(false),
  };
}
