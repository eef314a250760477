/** What every error of this stack is an instance of; `name` tells which. */
export class MeshError extends Error {
  /** The name of its class. */
  override get name(): string {
    return "MeshError";
  }
}

/** The other side did not answer in time. */
export class TimeoutError extends MeshError {
  override get name(): string {
    return "TimeoutError";
  }
}

/** The caller gave up, or what it waited for was closed. */
export class AbortError extends MeshError {
  override get name(): string {
    return "AbortError";
  }
}
