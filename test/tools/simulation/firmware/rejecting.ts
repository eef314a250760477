// A lamp whose button starts what is asynchronous and fails.
import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";

async function report(): Promise<void> {
  await Promise.resolve();
  throw new Error("no answer from the cloud");
}

export function start(host: Host, board: Board): Node {
  board.button("button", { onPress: () => void report() });
  return new Node({ host, companyId: 0xffff, elements: [{ models: [new GenericOnOffServer()] }] });
}
