/** What a function asks of the context that Lambda gives it. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Whether enough is left of the function's time to begin something more; without a context there always is. */
export function hasTime(context: LambdaContext | undefined, reserveMs: number): boolean {
  return (context?.getRemainingTimeInMillis() ?? reserveMs) >= reserveMs;
}
