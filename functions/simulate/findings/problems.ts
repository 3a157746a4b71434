import { type Failure, Fault, failureOf } from '../../domain/errors.ts';
import { MAX_PROBLEMS } from '../../domain/simulation/simulation.ts';

/** What would refuse or fail the real thing, each once. */
export interface Problems {
  readonly found: Failure[];
  note(fault: Fault): void;
  /** Unless an earlier slice has found as much: the real thing would have ended there. */
  noteFirst(fault: Fault): void;
  /** What `look` gives; nothing, where it is refused, which is noted. @throws Fault Transient: it is looked at again */
  orNoted<Seen>(look: () => Promise<Seen>): Promise<Seen | undefined>;
}

/** @param known those that an earlier slice has found */
export function collectProblems(known: readonly Failure[] = []): Problems {
  const found = [...known];
  return { found, note, noteFirst, orNoted };

  function note(fault: Fault): void {
    const { code, message } = failureOf(fault);
    const isKnown = found.some((one) => one.code === code && one.message === message);
    if (!isKnown && found.length < MAX_PROBLEMS) found.push({ code, message });
  }

  function noteFirst(fault: Fault): void {
    if (!found.some(({ code }) => code === fault.code)) note(fault);
  }

  async function orNoted<Seen>(look: () => Promise<Seen>): Promise<Seen | undefined> {
    try {
      return await look();
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.disposition === 'Transient' || thrown.code === 'execution.superseded') {
        throw thrown;
      }
      note(thrown);
      return undefined;
    }
  }
}
