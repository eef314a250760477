// A switch: its button works the lamps of a group. A provisioner says which group, with the
// publication of the Generic OnOff Client; the switch itself knows no address and no key.
//
// In a checkout of xs-mesh, `npx ava test/examples` switches a lamp with it on a virtual air.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -d -m -p esp32/esp32c3 examples/switch/manifest.json
import { type Board, GenericOnOffClient, type Host, Node } from "xs-mesh";

/** Starts the switch. */
export function start(host: Host, board: Board): Node {
  let on = false;
  const client = new GenericOnOffClient();
  const press = (onOff: boolean, time = 0) => {
    on = onOff;
    // All lamps begin 100 ms after the first transmission, also those that hear only a later one.
    console.log(onOff ? "on" : "off", client.publish({ onOff, transition: { time, delay: 100 } }));
  };
  board.button("button", {
    onPress: () => press(!on),
    onDoublePress: () => press(true, 2000), // on, faded in over 2 seconds
    onLongPress: () => press(false),
  });
  return new Node({
    host,
    companyId: 0xffff, // your company identifier
    productId: 0x0006,
    elements: [{ models: [client] }],
  });
}
