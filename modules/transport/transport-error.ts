import { MeshError } from "../base/errors.js";

/** A message was not delivered; `reason` says why. */
export class TransportError extends MeshError {
  constructor(
    readonly reason: "timeout" | "cancelled-by-peer" | "cancelled" | "no-room" | "store" | "bearer",
    message: string,
  ) {
    super(message);
  }

  override get name(): string {
    return "TransportError";
  }
}
