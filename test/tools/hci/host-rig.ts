import { H4Reader } from "../../../tools/hci/h4.js";
import { HciRadio, type HciRadioOptions } from "../../../hosts/hci/radio.js";
import type { HciTransport } from "../../../hosts/hci/transport.js";
import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { toHex } from "../../../modules/base/bytes.js";
import type { TraceEvent } from "../../../modules/host/trace.js";
import { VirtualAir, type VirtualAirOptions } from "../../../tools/air/air.js";
import type { Position } from "../../../tools/air/propagation.js";
import { HciController } from "../../../tools/hci/controller.js";

/** A controller of the air, without a network between it and its host. */
class DirectTransport implements HciTransport {
  readonly name: string;
  onData: (chunk: Uint8Array) => void = () => undefined;
  onClose: (why: string) => void = () => undefined;
  /** H4 packets of the controller, in hexadecimal digits. */
  readonly events: string[] = [];
  readonly controller: HciController;
  readonly #reader: H4Reader;
  #open = true;

  constructor(name: string, make: (onEvent: (packet: Uint8Array) => void) => HciController) {
    this.name = name;
    this.controller = make((packet) => {
      this.events.push(toHex(packet));
      if (this.#open) this.onData(packet);
    });
    this.#reader = new H4Reader({
      onCommand: (command) => this.controller.command(command),
      onData: (data) => this.controller.data(data),
    });
  }

  write(packet: Uint8Array): void {
    if (this.#open) this.#reader.push(packet);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.controller.close();
  }
}

/** An air in virtual time on which hosts of ours have controllers. */
export function hostRig(options: Partial<VirtualAirOptions> = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, ...options });
  const faults: string[] = [];
  let count = 0;
  const during = async <T>(work: Promise<T>, most = 200_000): Promise<T> => {
    let settled = false;
    const end = (): void => void (settled = true);
    work.then(end, end);
    const last = clock.now() + most;
    clock.schedule(() => undefined, most);
    await clock.run(() => settled || clock.now() >= last);
    if (!settled) throw new Error("it does not settle");
    return work;
  };
  /** A host; `sets`: advertising sets of its controller. */
  const host = async (
    name: string,
    {
      position,
      sets = 5,
      ...more
    }: Partial<HciRadioOptions> & { readonly sets?: number; readonly position?: Position } = {},
  ) => {
    const index = count++;
    const station = air.attach({
      name,
      spacing: [3, 7],
      sets: Math.max(1, sets),
      ...(position && { position }),
    });
    const transport = new DirectTransport(
      name,
      (onEvent) =>
        new HciController({
          air,
          clock,
          station,
          random: new SeededRandom(name),
          publicAddress: 0x020000000001 + index,
          isPublic: (address) => address < 0x020000000100,
          advertisingSets: sets,
          onEvent,
        }),
    );
    const trace = (event: TraceEvent): void => {
      if (event.type === "radio") faults.push(`${name}: ${event.message}`);
    };
    const radio = await during(
      HciRadio.open({
        open: () => Promise.resolve(transport),
        clock,
        random: new SeededRandom(`host ${name}`),
        name,
        trace,
        ...more,
      }),
    );
    return { radio, station, transport };
  };
  const pass = (milliseconds: number) => clock.run(clock.now() + milliseconds);
  return { air, clock, during, faults, host, pass };
}

/** As PacketReceiver gets the address of a host's radio. */
export function addressOf(radio: HciRadio): number {
  return radio.address + 2 ** 48;
}
