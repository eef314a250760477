// A lamp with static OOB: it can only be provisioned with the value on its label.
//
// The value is 16 random octets, made for each device where it is built and printed on its
// label; here it is made of the device's UUID, so that the example needs no factory.
//
// In a checkout of xs-mesh, `npx ava test/examples` provisions it on a virtual air.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 examples/static-oob/manifest.json
import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";

/** What the label of the device with this UUID says, 16 octets. */
export function labelOf(uuid: Uint8Array): Uint8Array {
  return uuid.map((octet, i) => octet ^ (0x5a + i));
}

/** Starts the lamp; `uuid`: its Device UUID, 16 octets. */
export function startWith(host: Host, uuid: Uint8Array, board: Board): Node {
  const lamp = new GenericOnOffServer({ restore: true, onChange: (on) => board.light(on) });
  return new Node({
    host,
    uuid,
    staticOob: labelOf(uuid),
    onlyAuthenticated: true, // otherwise a provisioner without the label gets in as well
    companyId: 0xffff, // your company identifier
    productId: 0x0004,
    elements: [{ models: [lamp] }],
  });
}

/** Starts the lamp on a board. */
export function start(host: Host, board: Board): Node {
  // Yours: a UUID of its own for each device, from where it was built.
  return startWith(
    host,
    Uint8Array.from({ length: 16 }, (_, i) => i),
    board,
  );
}
