import type { Host } from "../../host/host.js";
import { GenericOnOffServer } from "../../models/generic-onoff/server.js";
import { Node } from "../../node/node.js";
import type { Board } from "../start.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0001;

/** A lamp with one light to switch, which comes up as it was when the power is cut. */
export function start(host: Host, board?: Board): Node {
  const light = new GenericOnOffServer({ restore: true, onChange: (on) => board?.light(on) });
  return new Node({ host, companyId, productId, elements: [{ models: [light] }] });
}
