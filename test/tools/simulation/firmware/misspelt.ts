// A firmware with a misspelt option.
import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";

export function start(host: Host, board: Board): Node {
  const options = { restore: true, onchange: (on: boolean) => board.light(on) };
  const lamp = new GenericOnOffServer(options);
  return new Node({ host, companyId: 0xffff, elements: [{ models: [lamp] }] });
}
