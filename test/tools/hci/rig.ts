import { SeededRandom } from "../../../hosts/node/seeded-random.js";
import { VirtualClock } from "../../../hosts/node/virtual-clock.js";
import { fromHex, toHex } from "../../../modules/base/bytes.js";
import { VirtualAir, type VirtualAirOptions } from "../../../tools/air/air.js";
import { HciController } from "../../../tools/hci/controller.js";
import { decodeAdvertisingReport } from "../../../tools/hci/events.js";
import { decodeExtendedReport } from "../../../tools/hci/extended-events.js";

/** The public address of the rig's controller. */
export const PUBLIC = 0x020000000001;

export type Rig = ReturnType<typeof setUp>;

/** An ideal air with one controller on it. `sets`: its advertising sets, 0: legacy commands alone. */
export function setUp(sets = 0, options: Partial<VirtualAirOptions> = {}) {
  const clock = new VirtualClock();
  const air = new VirtualAir({ clock, seed: 1, ...options });
  /** What the host was sent since the last command. */
  const events: Uint8Array[] = [];
  const unknown: number[] = [];
  const controller = (name: string, publicAddress: number, onEvent: (e: Uint8Array) => void) =>
    new HciController({
      air,
      clock,
      station: air.attach({ name, spacing: [3, 7], sets: Math.max(1, sets) }),
      random: new SeededRandom(name),
      publicAddress,
      isPublic: (address) => address === PUBLIC,
      advertisingSets: sets,
      onEvent,
      onUnknown: (opcode) => unknown.push(opcode),
    });
  const one = controller("one", PUBLIC, (event) => events.push(event));
  /** Sends a command; its return parameters, the status first, in hex. */
  const ask = (opcode: number, parameters = "", to = one): string => {
    events.length = 0;
    to.command({ opcode, parameters: fromHex(parameters) });
    return toHex(events[0]!.subarray(6));
  };
  /** Sends a command; its status. */
  const send = (opcode: number, parameters = "", to = one): number =>
    parseInt(ask(opcode, parameters, to).slice(0, 2), 16);
  const reports = () => events.flatMap((event) => decodeAdvertisingReport(event) ?? []);
  const extendedReports = () => events.flatMap((event) => decodeExtendedReport(event) ?? []);
  /** Lets time pass: to `time` in all. */
  const until = (time: number) => clock.advanceTo(time);
  return {
    clock,
    air,
    events,
    unknown,
    one,
    ask,
    send,
    reports,
    extendedReports,
    controller,
    until,
  };
}

/** Lets every event of LE Meta through. */
export function unmaskAll({ send }: Rig): void {
  send(0x0c01, "0000000000000020");
  send(0x2001, "ffffffffffffffff");
}
