import { MeshError } from "../../base/errors.js";

/** Why a Scene Server did not do what was asked for: there is no such scene, or no room for one more. */
export type SceneErrorReason = "not-found" | "register-full";

/** A Scene Server answered that it did not do what was asked for. */
export class SceneError extends MeshError {
  constructor(
    /** Why. */
    readonly reason: SceneErrorReason,
    scene: number,
  ) {
    const text = reason === "not-found" ? "there is none" : "the server has 16 others";
    super(`scene ${scene}: ${text}`);
  }

  override get name(): string {
    return "SceneError";
  }
}
