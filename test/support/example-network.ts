import { type Board, type Host, type Model, type Node, Provisioner } from "xs-mesh";
import { VirtualBoard } from "../../modules/firmware/virtual-board.js";
import { type SimulatedHost, Simulation } from "xs-mesh/simulation";

/** A lamp that remembers when it was switched. */
export class TestLamp extends VirtualBoard {
  isOn = false;
  /** How many times it went on. */
  flashes = 0;

  override light(on: boolean): void {
    super.light(on);
    if (on && !this.isOn) this.flashes++;
    this.isOn = on;
  }
}

/** An example's firmware on a virtual air beside a provisioner. */
export function exampleNetwork(start: (host: Host, board: Board) => Node, clients: Model[] = []) {
  const simulation = new Simulation({ seed: "example", air: "kind" });
  const lamp = new TestLamp();
  const host: SimulatedHost = simulation.host({ name: "device", position: { x: 2, y: 0 } });
  const device = start(host, lamp);
  const provisioner = new Provisioner({
    host: simulation.host({ name: "provisioner" }),
    uuid: new Uint8Array(16).fill(0xee),
    companyId: 0xffff,
    models: clients,
  });

  /** Gives the device the AppKey 0, and binds it to these models of its elements and to the clients. */
  async function configure(elements: readonly (readonly number[])[]): Promise<void> {
    const { address: own, configuration } = provisioner;
    await provisioner.createAppKey(0);
    for (const { id } of clients)
      await configuration.bind(own, { elementAddress: own, modelId: id }, 0);
    const { address } = device;
    if (address === undefined) throw new Error("the device is on no network");
    await provisioner.addAppKey(address, 0);
    for (const [i, models] of elements.entries())
      for (const modelId of models)
        await configuration.bind(address, { elementAddress: address + i, modelId }, 0);
  }
  return { simulation, host, lamp, device, provisioner, configure };
}
