import type { Message } from "../../modules/access/message.js";
import { type DecodedAccess, decodeAccess, messageTable } from "../report/decode/message-table.js";
import { hint } from "../network/similar.js";
import { ShellError } from "./shell-error.js";

/** Messages that are encrypted with the device key of the node that they go to. */
const withDeviceKey =
  /^(Config|Remote Provisioning|SAR|Private|On-Demand Private Proxy|Large Composition Data|Models Metadata) /;

/** First words that can be left out. */
const families = ["generic", "light", "config", "health"];

/** "Generic OnOff Set" as "generic-onoff-set". */
export function messageWord(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The messages that can be named: those of this project and those of the user's own models. */
export class MessageNames {
  readonly #own = new Map<number, Message>();

  /** Adds the messages that a module exports. Returns their number. */
  add(exported: object): number {
    let count = 0;
    for (const value of Object.values(exported) as Partial<Message>[]) {
      if (typeof value?.opcode !== "number" || typeof value.decode !== "function") continue;
      this.#own.set(value.opcode, value as Message);
      count++;
    }
    return count;
  }

  get all(): readonly Message[] {
    const shared = [...messageTable.values()].filter(({ opcode }) => !this.#own.has(opcode));
    return [...shared, ...this.#own.values()];
  }

  /** The words by which the messages are named. */
  get words(): string[] {
    return this.all.map(({ name }) => messageWord(name));
  }

  /**
   * The message of a name, in words or with dashes; "onoff-set" is enough if no other name ends
   * so. Throws ShellError with similar names.
   */
  find(text: string): Message {
    const wanted = plain(text);
    const all = this.all.map((message) => ({ message, name: plain(message.name) }));
    const exact = all.find(({ name }) => name === wanted);
    if (exact) return exact.message;
    for (const fits of [
      (name: string) => families.some((family) => name === family + wanted),
      (name: string) => name.endsWith(wanted),
      (name: string) => name.startsWith(wanted),
    ]) {
      const found = wanted.length < 3 ? [] : all.filter(({ name }) => fits(name));
      if (found.length === 1) return found[0]!.message;
      if (found.length > 1)
        throw new ShellError(
          `${text} may be ${found
            .slice(0, 6)
            .map(({ message }) => messageWord(message.name))
            .join(", ")}${found.length > 6 ? ", …" : ""}`,
        );
    }
    const short = this.words.map((word) => word.replace(/^(generic|light|config|health)-/, ""));
    throw new ShellError(
      `there is no message ${text}${hint(text, [...this.words, ...short]) || "; messages lists them"}`,
    );
  }

  /** Decodes an access payload; undefined if its opcode is cut off or reserved. */
  decode(payload: Uint8Array): DecodedAccess | undefined {
    const decoded = decodeAccess(payload);
    const own = decoded && this.#own.get(decoded.opcode);
    if (!own) return decoded;
    const values = own.decode(payload, payload.length) as DecodedAccess["values"];
    return { opcode: own.opcode, message: own, values };
  }

  /** Whether a message is encrypted with a device key and not with an AppKey. */
  usesDeviceKey({ name }: Message): boolean {
    return withDeviceKey.test(name);
  }
}
