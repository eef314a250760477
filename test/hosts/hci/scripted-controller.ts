import { fromHex, toHex } from "../../../modules/base/bytes.js";
import type { Clock } from "../../../modules/host/clock.js";
import { eventPacket, H4Reader, PacketType } from "../../../hosts/hci/h4.js";
import type { HciTransport } from "../../../hosts/hci/transport.js";

/** Return parameters by opcode, status first; undefined: no answer. */
export type Answers = Readonly<Record<number, string | undefined>>;

const allCommands = "ff".repeat(64);

/** A Bluetooth 4.2 controller with connections: legacy commands, four buffers of 27 octets. */
export const legacyAnswers: Answers = {
  0x1001: "00" + "08" + "0000" + "08" + "ffff" + "0000",
  0x1002: "00" + allCommands.slice(0, 72) + "00".repeat(28),
  0x1003: "00" + "0000000060000000",
  0x2002: "00" + "1b00" + "04",
  0x2003: "00" + "2000000000000000",
};

/** A Bluetooth 5.0 controller with five advertising sets. */
export const extendedAnswers: Answers = {
  ...legacyAnswers,
  0x1001: "00" + "09" + "0000" + "09" + "ffff" + "0000",
  0x1002: "00" + allCommands,
  0x2003: "00" + "2010000000000000",
  0x203b: "00" + "05",
  0x2036: "00" + "00",
};

/** Commands that are answered with Command Status. */
const withStatus: ReadonlySet<number> = new Set([0x0406, 0x200d, 0x2013, 0x2043]);

/** A controller whose answers and events the test gives. Answers come a millisecond later. */
export class ScriptedController implements HciTransport {
  readonly name = "the test's controller";
  /** Commands as "opcode parameters", in the order of their arrival. */
  readonly commands: string[] = [];
  /** ACL packets of the host, without the H4 octet. */
  readonly data: string[] = [];
  onData: (chunk: Uint8Array) => void = () => undefined;
  onClose: (why: string) => void = () => undefined;
  /** Changes of the answers. */
  answers: Answers;
  /** Called with each command, after it was noted. */
  onCommand: (opcode: number, parameters: string) => void = () => undefined;
  isClosed = false;
  readonly #clock: Clock;
  readonly #reader: H4Reader;

  constructor(clock: Clock, answers: Answers = legacyAnswers) {
    this.#clock = clock;
    this.answers = answers;
    this.#reader = new H4Reader({
      sender: "host",
      wanted: [PacketType.command, PacketType.acl],
      onPacket: (type, header, payload) => {
        if (type === PacketType.acl) this.data.push(toHex(header) + toHex(payload));
        else this.#command(header[0]! | (header[1]! << 8), toHex(payload));
      },
    });
  }

  write(packet: Uint8Array): void {
    if (!this.isClosed) this.#reader.push(packet);
  }

  close(): void {
    this.isClosed = true;
  }

  /** Sends an event. */
  event(code: number, parameters: string): void {
    this.onData(eventPacket(code, fromHex(parameters)));
  }

  /** Sends octets as they are. */
  raw(octets: string): void {
    this.onData(fromHex(octets));
  }

  /** The commands since the last call with one of `opcodes`; all without them. */
  take(...opcodes: readonly number[]): string[] {
    const wanted = opcodes.map((opcode) => opcode.toString(16).padStart(4, "0"));
    return this.commands
      .splice(0)
      .filter((command) => wanted.length === 0 || wanted.includes(command.slice(0, 4)));
  }

  #command(opcode: number, parameters: string): void {
    const digits = opcode.toString(16).padStart(4, "0");
    this.commands.push(parameters === "" ? digits : `${digits} ${parameters}`);
    this.onCommand(opcode, parameters);
    const answer = opcode in this.answers ? this.answers[opcode] : "00";
    if (answer === undefined) return;
    const low = digits.slice(2) + digits.slice(0, 2);
    this.#clock.schedule(() => {
      if (this.isClosed) return;
      if (withStatus.has(opcode)) this.event(0x0f, answer.slice(0, 2) + "01" + low);
      else this.event(0x0e, "01" + low + answer);
    }, 1);
  }
}
