declare module 'virtual:state-machines' {
  /** By the name of the state machine's file. */
  export const MACHINES: Readonly<
    Record<string, { definition: string; states: readonly { state: string; does: string }[] }>
  >;
}
declare module '*.css';
