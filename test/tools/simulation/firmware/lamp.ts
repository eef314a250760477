// A lamp that tells what it does, for the tests of worlds and scripts.
import { type Board, GenericOnOffServer, type Host, Node } from "xs-mesh";

console.log("loaded");

export function start(host: Host, board: Board): Node {
  const lamp = new GenericOnOffServer({
    restore: true,
    onChange: (on) => {
      board.light(on);
      console.info("it is", on ? "on" : "off");
    },
  });
  board.button("button", {
    onPress: () => lamp.set(!lamp.isOn),
    onDoublePress: () => console.log("the sensor reads", board.sensor("door").read()),
    onLongPress: () => {
      host.clock.schedule(() => {
        throw new RangeError("the relay is stuck");
      }, 10);
    },
  });
  trace("started\n");
  return new Node({ host, companyId: 0xffff, elements: [{ models: [lamp] }] });
}
