// A lamp: one light that any provisioner can take in, switched by Generic OnOff and by its button.
//
// In a checkout of xs-mesh, ten of them in a simulation:
//   npm start -- --firmware examples/lamp/main.ts
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 examples/lamp/manifest.json
import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";

/** Starts the lamp. */
export function start(host: Host, board: Board): Node {
  const lamp = new GenericOnOffServer({
    restore: true, // comes up as it was before a power cut
    onChange: (on) => board.light(on),
  });
  board.button("button", { onPress: () => lamp.set(!lamp.isOn) });
  return new Node({
    host,
    companyId: 0xffff, // your company identifier
    productId: 0x0001,
    elements: [{ models: [lamp] }],
  });
}
