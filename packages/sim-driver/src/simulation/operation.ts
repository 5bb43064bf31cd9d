/** How an orchestrator dies, and what its successor knows. */
export interface Death {
  /** Milliseconds until somebody starts it again. */
  readonly downMs: number;
  readonly journal:
    | { readonly kind: 'lost' }
    /** As it was after so many entries; absent: whole. */
    | { readonly kind: 'kept'; readonly entries?: number };
}

/** What faults can do to the run of the protocol that is under way. */
export interface Operation {
  /** The orchestrator gets SIGKILL, and is started again. Nothing happens when its run is over. */
  kill(death: Death): void;
  /** Somebody starts a second orchestrator for the same specification, which knows nothing of the first. */
  startAnother(): void;
}
