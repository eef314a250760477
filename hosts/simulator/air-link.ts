import Timer from "timer";
import type { TraceEvent } from "../../modules/host/trace.js";

class Native {
  static open(): void {
    return native("xs_air_open").call(this);
  }

  /** The name of the simulator: XS_MESH_NAME. */
  static airName(): string {
    return native("xs_air_name").call(this);
  }

  static send(data: Uint8Array): void {
    return native("xs_air_send").call(this, data);
  }

  /** Copies the next datagram of another process to `buffer`; its length, 0 if there is none. */
  static receive(buffer: Uint8Array): number {
    return native("xs_air_receive").call(this, buffer);
  }

  static close(): void {
    return native("xs_air_close").call(this);
  }
}

/** First octets of datagrams, which are also in tools/simulators/datagram.ts. */
const hello = 0;
const packet = 1;
const question = 2;
const answer = 3;
const event = 4;

/** Milliseconds between two polls for datagrams. */
const poll = 5;
/**
 * Polls from one hello to the next. By them an air program that starts later finds the simulator,
 * and detects when it has ended.
 */
const helloEvery = 200;
/** Octets of the longest datagram that is received, which is a question. */
const longest = 512;
/** Octets of the longest event that is sent. */
const longestEvent = 1300;
/** Characters of a line that is longer, which it is cut to. */
const longestLine = 200;

export interface AirLinkOptions {
  /** Called with a packet: AD structures, valid only during the call, and the RSSI in dBm. */
  readonly onPacket: (data: Uint8Array, rssi: number) => void;
  /**
   * Answers a question of the air program, which may have an argument. Its result or exception is
   * sent back as JSON.
   */
  readonly onQuestion: (name: string, argument: unknown) => unknown;
}

/** The simulator's connection to the air program. The sockets are in radio.c. */
export class AirLink {
  readonly name: string;
  readonly #options: AirLinkOptions;
  readonly #buffer = new Uint8Array(longest);
  readonly #timer: ReturnType<typeof Timer.repeat>;
  #polls = 1;
  /** The latest question with an argument, and its answer. */
  #asked = "";
  #answered = "";

  constructor(options: AirLinkOptions) {
    this.#options = options;
    Native.open();
    this.name = Native.airName();
    // Before any event, since the air program refuses those of a simulator that it does not know.
    sendText(hello, this.name);
    this.#timer = Timer.repeat(() => this.#poll(), poll);
  }

  /** Sends one advertising event: AD structures, 1..31 octets. */
  send(data: Uint8Array): void {
    const datagram = new Uint8Array(2 + data.length);
    datagram[0] = packet;
    datagram.set(data, 2);
    Native.send(datagram);
  }

  /**
   * Tells the air program of an event, except PDUs, which are on the air. A line that is too long
   * is cut; another event that is too long is not sent.
   */
  tell(told: TraceEvent): void {
    if (isOnAir(told.type)) return;
    let text = eventText(told);
    if (text.length > longestEvent && told.type === "log") {
      // Each character takes six octets at most, as an escape in JSON.
      const cut = `${told.text.slice(0, longestLine)}…`;
      text = eventText({ ...told, text: cut });
    }
    if (text.length <= longestEvent) sendOctets(event, text);
  }

  close(): void {
    Timer.clear(this.#timer);
    Native.close();
  }

  #poll(): void {
    if (this.#polls++ % helloEvery === 0) sendText(hello, this.name);
    for (;;) {
      const length = Native.receive(this.#buffer);
      if (length === 0) return;
      const kind = this.#buffer[0];
      if (kind === packet && length > 2) {
        const strength = (this.#buffer[1]! << 24) >> 24;
        this.#options.onPacket(this.#buffer.subarray(2, length), strength);
      } else if (kind === question) this.#answer(asciiText(this.#buffer, 1, length));
    }
  }

  /**
   * Answers a question: a name, or a name, a number and an argument as JSON, with spaces between
   * them. The air program repeats a question until it has the answer: one with the same number is
   * answered again, but not carried out again. The answer has that number.
   */
  #answer(question: string): void {
    const [name = "", number] = question.split(" ", 2);
    if (number === undefined) return sendText(answer, this.#answerTo(name, null, {}));
    if (question !== this.#asked) {
      this.#asked = question;
      const json = question.slice(name.length + number.length + 2);
      this.#answered = this.#answerTo(name, json, { number: Number(number) });
    }
    sendText(answer, this.#answered);
  }

  #answerTo(name: string, json: string | null, of: { readonly number?: number }): string {
    try {
      const argument: unknown = json === null ? null : JSON.parse(json);
      return JSON.stringify({ value: this.#options.onQuestion(name, argument), ...of });
    } catch (error) {
      return JSON.stringify({ error: String(error), ...of });
    }
  }
}

/** Whether events of this type are PDUs that were sent or received. */
function isOnAir(type: TraceEvent["type"]): boolean {
  return (
    type.startsWith("network.") || type === "provisioning.send" || type === "provisioning.receive"
  );
}

/** JSON of an event in ASCII; an error is its message. */
function eventText(told: TraceEvent): string {
  const plain = told.type === "access.timeout" ? { ...told, error: told.error.message } : told;
  return asciiJson(JSON.stringify(plain));
}

/** Sends JSON, or a name. Characters outside of ASCII are sent as JSON's escapes. */
function sendText(kind: number, json: string): void {
  sendOctets(kind, asciiJson(json));
}

function sendOctets(kind: number, text: string): void {
  const datagram = new Uint8Array(1 + text.length);
  datagram[0] = kind;
  for (let i = 0; i < text.length; i++) datagram[1 + i] = text.charCodeAt(i);
  Native.send(datagram);
}

function asciiJson(json: string): string {
  let text = "";
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    text += code < 0x7f ? json[i] : `\\u${code.toString(16).padStart(4, "0")}`;
  }
  return text;
}

function asciiText(octets: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(octets[i]!);
  return text;
}
