import { AsyncLocalStorage } from 'node:async_hooks';

/** One invocation of a function. Once dead it reaches nothing any more, as a Lambda that is gone. */
export interface Life {
  dead: boolean;
  /** Calls to anything outside so far. */
  calls: number;
  /** It dies when it wants to make one more than these. */
  lastCall: number;
  /** Writes that are left before the one that it dies of; shared by lives, so that one death is enough. */
  budget?: { writes: number; spent: boolean };
}

/** What changes something outside. */
const WRITES = new Set(
  [
    'create patch delete put acquire release recordCreated writeStatus start',
    'updateOperation updateVolume putVolumes adoptVolumes putTransfers updateTransfer recordPart dropParts recordCopy',
    'recordError claimSealing finishOperation raiseEpoch appendEvent updateEnded closeOperation purge',
    'exec updateAction putActions',
    'addUse removeUse begin claim queue promote note ensure remove',
    'markDeleting unmarkDeleting markDeleted addReader',
  ].flatMap((names) => names.split(' ')),
);

const lives = new AsyncLocalStorage<Life>();

class Died extends Error {
  constructor() {
    super('the function ended without a result');
    this.name = 'Lambda.Unknown';
  }
}

/** Whose call this is; undefined outside of an invocation. */
export function currentLife(): Life | undefined {
  return lives.getStore();
}

/** Runs an invocation as a life of its own; when it died, that is all its caller learns. */
export async function live<Result>(life: Life, work: () => Promise<Result>): Promise<Result> {
  const [ended] = await Promise.allSettled([lives.run(life, work)]);
  if (life.dead) throw new Died();
  if (ended.status === 'rejected') throw ended.reason;
  return ended.value;
}

export function newLife(lastCall = Number.POSITIVE_INFINITY): Life {
  return { dead: false, calls: 0, lastCall };
}

/** The same service, whose calls count in the life they are made in. What it opens (a cluster) is mortal too. */
export function mortal<Service extends object>(service: Service): Service {
  return new Proxy(service, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (isService(value)) return mortal(value);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        breathe();
        const result: unknown = Reflect.apply(value as (...all: unknown[]) => unknown, target, given);
        if (!(result instanceof Promise)) return result;
        return result.then((made: unknown) => {
          if (WRITES.has(String(name))) expire();
          return isService(made) ? mortal(made) : made;
        });
      };
    },
  });
}

/** After a write that has taken effect. */
function expire(): void {
  const life = lives.getStore();
  const budget = life?.budget;
  if (!life || !budget || budget.spent) return;
  budget.writes -= 1;
  if (budget.writes > 0) return;
  budget.spent = true;
  life.dead = true;
}

function breathe(): void {
  const life = lives.getStore();
  if (!life) return;
  life.calls += 1;
  if (life.calls > life.lastCall) life.dead = true;
  if (life.dead) throw new Died();
}

/** Has methods, so it reaches something; rows and answers are plain data. */
function isService(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((one) => typeof one === 'function');
}
