import { Model, type SendOptions } from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";

/** Sends any octets as an access message: an opcode, and what follows it. */
export class OctetsSender extends Model {
  constructor() {
    super(vendorModelId(0x1234, 9), "both");
  }

  say(payload: Uint8Array, options: SendOptions): void {
    this.services!.send(this, payload, options);
  }
}
