/** Base class of every error of this stack; `name` is that of the class. */
export class MeshError extends Error {
  /** The name of its class. */
  override get name(): string {
    return "MeshError";
  }
}

/** The peer did not answer in time. */
export class TimeoutError extends MeshError {
  override get name(): string {
    return "TimeoutError";
  }
}

/** The caller aborted, or the object that the operation belongs to was closed. */
export class AbortError extends MeshError {
  override get name(): string {
    return "AbortError";
  }
}
