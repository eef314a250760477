import { MeshError } from "../base/errors.js";

/** A message that cannot be sent as asked; the message says what to do. */
export class AccessError extends MeshError {
  override get name(): string {
    return "AccessError";
  }
}
