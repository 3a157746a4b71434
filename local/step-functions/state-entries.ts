/** Pairs the engine's call of a state with the event that it entered that state, whichever comes first. */
export function createStateEntries() {
  let at: string | undefined;
  let waiting: { name: string; resolve: () => void } | undefined;
  return {
    enter(name: string): void {
      if (waiting?.name !== name) {
        at = name;
        return;
      }
      const { resolve } = waiting;
      waiting = undefined;
      resolve();
    },
    async reached(name: string): Promise<void> {
      if (at !== name) await new Promise<void>((resolve) => (waiting = { name, resolve }));
      at = undefined;
    },
  };
}
