import { MeshError } from "../../../base/errors.js";
import type { FastProvInfoAnswer } from "../models/info-status.js";

/** The Primary Provisioner answered ENTER with an error. */
export class FastProvisioningRefusedError extends MeshError {
  constructor(readonly answer: FastProvInfoAnswer) {
    super(`the node refuses to provision others: ${JSON.stringify(answer)}`);
  }

  override get name(): string {
    return "FastProvisioningRefusedError";
  }
}
