import type { Host } from "../../../modules/host/host.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node } from "../../../modules/node/node.js";

/** A light whose handler throws when it is switched, if its address is the first. */
export function start(host: Host): Node {
  const onChange = () => {
    if (node.address === 2) throw new Error("the relay is stuck");
  };
  const models = [new GenericOnOffServer({ onChange })];
  const node = new Node({ host, companyId: 0xffff, elements: [{ models }] });
  return node;
}
