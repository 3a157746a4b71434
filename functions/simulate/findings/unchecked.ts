/** A Task that was delivered twice, and is slower, writes nothing over all that the other has found. */
export const UNCHECKED = { unchecked: true } as const;
