// A switch that asks the lamp at address 2 when it is pressed, and says what the error is.
import { type Board, type Host, Node } from "xs-mesh";
import { GenericOnOffClient } from "xs-mesh/models";

export function start(host: Host, board: Board): Node {
  const client = new GenericOnOffClient();
  const ask = () => client.get({ dst: 2, appKeyIndex: 0, timeout: 3000 });
  board.button("button", {
    onPress: () => void ask().catch((error: unknown) => console.error((error as Error).message)),
    onDoublePress() {
      const misspelt = { dst: 2, appKeyIndx: 0 };
      void client.get(misspelt).catch((error: unknown) => console.error(error));
    },
    onLongPress: () => void ask(),
  });
  return new Node({ host, companyId: 0xffff, elements: [{ models: [client] }] });
}
