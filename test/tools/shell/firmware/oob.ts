// A lamp with static and input OOB: it is provisioned with the value of its label, or with the
// number of times that its button is pressed.
import { type Board, GenericOnOffServer, type Host, InputAction, Node } from "xs-mesh";

export function start(host: Host, board: Board): Node {
  const lamp = new GenericOnOffServer({ onChange: (on) => board.light(on) });
  let entered: ((count: number) => void) | undefined;
  let pressed = 0;
  board.button("button", {
    onPress: () => pressed++,
    onLongPress: () => entered?.(pressed),
  });
  return new Node({
    host,
    staticOob: Uint8Array.from({ length: 16 }, (_, i) => i),
    inputOob: {
      actions: [InputAction.push],
      size: 1,
      ask: (_action, _size, enter) => {
        pressed = 0;
        entered = enter;
      },
    },
    onlyAuthenticated: true,
    companyId: 0xffff,
    elements: [{ models: [lamp] }],
  });
}
