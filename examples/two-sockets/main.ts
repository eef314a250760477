// A lamp with two sockets: two elements, each with a model of its own. The README has it, too.
//
// In a checkout of xs-mesh, ten of them in a simulation:
//   npm start -- --firmware examples/two-sockets/main.ts
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 examples/two-sockets/manifest.json

import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";

/** A lamp with two sockets, each of which can be switched. */
export function start(host: Host, board: Board): Node {
  const socket = (name: string) => {
    const relay = board.lamp(name); // a pin of your board, by the manifest
    return new GenericOnOffServer({
      restore: true, // comes up as it was before a power cut
      onChange: (on) => relay.set(on),
    });
  };
  return new Node({
    host,
    companyId: 0xffff, // your company identifier
    productId: 0x0002,
    elements: [{ models: [socket("left")] }, { models: [socket("right")] }],
  });
}
