/** Called when the time of a source changes otherwise than by passing. */
export interface TimeUser {
  /**
   * Time, zone or difference to UTC changed. `jump`: by how many seconds the local time differs from what it would have
   * been; undefined: it was unknown before, or is now.
   */
  timeChanged(jump: number | undefined): void;
}

/** Where a model has the time from: a Time Server. */
export interface TimeSource {
  /** Seconds of local time since 2000-01-01T00:00:00, with a fraction; undefined: unknown. */
  readonly local: number | undefined;
  /** Adds a user, which is called from now on. */
  follow(user: TimeUser): void;
}
