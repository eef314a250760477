// A lamp with static OOB: it can only be provisioned with the value on its label, 16 random octets
// that are made for each device where it is built.
//
// In a checkout of xs-mesh, `npx ava test/examples` provisions it on a virtual air.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 label=5a7e19c04b8f2d63a1508cf7e2943b6d examples/static-oob/manifest.json
import { type Board, fromHex, GenericOnOffServer, type Host, Node } from "xs-mesh";

/** Starts the lamp. `label`: the value on its label, 32 hexadecimal digits, from the manifest's "config". */
export function start(host: Host, board: Board, { label }: { readonly label: string }): Node {
  const lamp = new GenericOnOffServer({ restore: true, onChange: (on) => board.light(on) });
  return new Node({
    host,
    staticOob: fromHex(label),
    onlyAuthenticated: true, // otherwise a provisioner without the label gets in as well
    companyId: 0xffff, // your company identifier
    productId: 0x0004,
    elements: [{ models: [lamp] }],
  });
}
