// A lamp with output OOB: it blinks a number, which the person at the provisioner counts.
//
// In a checkout of xs-mesh, `npx ava test/examples` provisions it on a virtual air.
// On a chip, with Moddable's SDK (hosts/esp32/README.md):
//   mcconfig -m -p esp32/esp32c3 examples/output-oob/manifest.json
import { type Board, GenericOnOffServer, type Host, Node, OutputAction } from "xs-mesh";

/** Milliseconds that the lamp is on, and then off, for each that is counted. */
const blink = 400;

/** Starts the lamp. */
export function start(host: Host, board: Board): Node {
  const lamp = new GenericOnOffServer({ restore: true, onChange: (on) => board.light(on) });

  function show(count: number): void {
    if (count === 0) return;
    board.light(true);
    host.clock.schedule(() => board.light(false), blink);
    host.clock.schedule(() => show(count - 1), 2 * blink);
  }

  return new Node({
    host,
    outputOob: {
      actions: [OutputAction.blink],
      size: 1, // one digit: it blinks 1 to 9 times
      show: (_action, value) => show(Number(value)),
    },
    onlyAuthenticated: true, // otherwise a provisioner that does not count gets in as well
    companyId: 0xffff, // your company identifier
    productId: 0x0005,
    elements: [{ models: [lamp] }],
  });
}
