import { uint16 } from "../../modules/access/fields.js";
import { message } from "../../modules/access/message.js";
import { Model } from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";
import { vendorOpcode } from "../../modules/access/opcode.js";

const companyId = 0xffff;
const Counted = message("Counted", vendorOpcode(1, companyId), { number: uint16 });

/** A model that sends numbers, each in an unsegmented message, and reports received ones. */
export class Counter extends Model {
  constructor(onNumber: (number: number, src: number) => void) {
    super(vendorModelId(companyId, 1));
    this.on(Counted, ({ number }, { src }) => onNumber(number, src));
  }

  send(number: number, dst: number): void {
    this.services!.send(this, Counted.encode({ number }), { dst, appKeyIndex: 0 });
  }
}
