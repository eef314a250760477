import type { MessageKind, ReportMessage, ReportRecord } from "../report-record.js";
import { stationOf } from "./run-state.js";

export const kindNames: Readonly<Record<MessageKind, string>> = {
  script: "steps and expectations",
  application: "application messages",
  configuration: "configuration messages",
  provisioning: "provisioning",
  control: "control messages",
  acknowledgment: "acknowledgments",
  beacon: "beacons",
  undecoded: "not decoded",
  log: "log lines",
  board: "lamps and buttons",
  event: "other events",
};

/** One letter that marks the kind of a message in the list. */
export const kindLetters: Readonly<Record<MessageKind, string>> = {
  script: "S",
  application: "A",
  configuration: "C",
  provisioning: "P",
  control: "T",
  acknowledgment: "K",
  beacon: "B",
  undecoded: "?",
  log: "L",
  board: "I",
  event: "E",
};

export function addressText(address: number): string {
  return `0x${address.toString(16).padStart(4, "0")}`;
}

/** Texts of the messages of one run. */
export class MessageWords {
  readonly #record: ReportRecord;
  readonly #names = new Map<number, string>();
  readonly #searched: (string | undefined)[] = [];

  constructor(record: ReportRecord) {
    this.#record = record;
  }

  station(index: number): string {
    return this.#record.stations[index]?.name ?? "unknown";
  }

  /** An address with the name of its node. */
  address(address: number): string {
    let text = this.#names.get(address);
    if (text === undefined) {
      const index = stationOf(this.#record.stations, address);
      text =
        index === undefined
          ? addressText(address)
          : `${this.station(index)} (${addressText(address)})`;
      if (address === 0xffff) text = "all nodes";
      this.#names.set(address, text);
    }
    return text;
  }

  /** "kitchen → 0xc000", or the name of the station. */
  way({ dst, from, kind, src, to }: ReportMessage): string {
    if (kind === "script" && from < 0) return "script";
    const sender = src === undefined ? this.station(from) : this.#short(src);
    if (dst !== undefined) return `${sender} → ${this.#short(dst)}`;
    return to?.length === 1 ? `${sender} → ${this.station(to[0]!)}` : sender;
  }

  #short(address: number): string {
    const index = stationOf(this.#record.stations, address);
    if (index !== undefined) return this.station(index);
    return address === 0xffff ? "all nodes" : addressText(address);
  }

  fields({ fields }: ReportMessage): string {
    return fields.map(([name, value]) => `${name} ${value}`).join(", ");
  }

  /** What a search looks in, in lower case. */
  searched(index: number): string {
    const known = this.#searched[index];
    if (known !== undefined) return known;
    const message = this.#record.messages[index]!;
    const { dst, name, src } = message;
    const addresses = [src, dst].flatMap((address) =>
      address === undefined ? [] : [this.address(address)],
    );
    const text = [name, this.way(message), ...addresses, this.fields(message)]
      .join(" ")
      .toLowerCase();
    this.#searched[index] = text;
    return text;
  }
}
