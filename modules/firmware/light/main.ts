import type { Host } from "../../host/host.js";
import { GenericOnOffServer } from "../../models/generic-onoff/server.js";
import { Node } from "../../node/node.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0001;

/** A light with a Generic OnOff Server, which has its state from before a power cut again. */
export function start(host: Host, board: Board): Node {
  const light = new GenericOnOffServer({ restore: true, onChange: (on) => board.light(on) });
  return new Node({ host, companyId, productId, elements: [{ models: [light] }] });
}
