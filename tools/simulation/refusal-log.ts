import { isUnicast } from "../../modules/network/address.js";
import { checkKind } from "../../modules/checks/kinds.js";
import { setMessage } from "../../hosts/xs/set-message.js";
import type { Clock } from "../../modules/host/clock.js";
import type { RefusedMessage, TraceEvent } from "../../modules/host/trace.js";
import { refusalText } from "./refusal-text.js";
import { CallWords, type Refusal, type RefusalWords } from "./refusal-words.js";

type Timeout = Extract<TraceEvent, { readonly type: "access.timeout" }>;

/** A message by its source, destination and opcode, and what became of it at the nodes. */
interface Sent {
  readonly src: number;
  readonly dst: number;
  readonly opcode: number;
  /** Simulated milliseconds of the latest transmission. */
  time: number;
  /** Machines whose models got the latest transmission. */
  readonly takers: Set<string>;
  /** Refusals of the latest transmission, by machine. */
  readonly refusals: Map<string, Refusal>;
}

/**
 * Joins the trace events of all nodes of a simulation: a request that is not answered gets the
 * reason that the other node had. A client on a chip cannot know it; there it is in the trace of
 * the node that dropped the message.
 */
export class RefusalLog {
  /** How the texts name what they are about, and what to do. */
  words: RefusalWords = new CallWords();
  /** By source, destination and opcode. */
  readonly #sent = new Map<string, Sent>();
  /** The latest message, by source and destination. */
  readonly #latest = new Map<string, Sent>();
  /** Messages that a node could not decrypt, by source and destination. */
  readonly #undecrypted = new Map<string, Refusal>();
  /** The source of a machine's latest message, by machine, destination and opcode. */
  readonly #sources = new Map<string, number>();
  /** The machine with an element, by unicast address, as its events told. */
  readonly #machines = new Map<number, string>();
  readonly #clock: Pick<Clock, "now"> | undefined;

  /** `clock`: where it is given, `textsSince` knows the time of each message. */
  constructor(clock?: Pick<Clock, "now">) {
    if (clock !== undefined) checkKind("clock", clock, "object");
    this.#clock = clock;
  }

  /**
   * Takes an event of the node on a machine. Called with all events of all machines, in order. The
   * error of an "access.timeout" gets the reason; where that comes from another process and has no
   * error, `whyUnanswered` returns the text.
   */
  record(machine: string, event: TraceEvent): void {
    // Of these there are more than of all others together, and they name no message.
    if (event.type === "drop") return;
    if (event.type === "access.send") {
      this.#machines.set(event.src, machine);
      const message = this.#message(event.src, event.dst, event.opcode);
      message.time = this.#clock?.now() ?? 0;
      this.#latest.set(`${event.src} ${event.dst}`, message);
      this.#sources.set(`${machine} ${event.dst} ${event.opcode}`, event.src);
    } else if (event.type === "access.receive") {
      const { dst, opcode, src } = event;
      if (isUnicast(dst)) this.#machines.set(dst, machine);
      const message = this.#message(src, dst, opcode);
      message.takers.add(machine);
      message.refusals.delete(machine);
      this.#undecrypted.delete(`${src} ${dst}`);
    } else if (event.type === "access.refused") this.#refused(machine, event);
    else if (event.type === "access.timeout" && event.error instanceof Error)
      setMessage(event.error, this.#unanswered(machine, event));
    else if (event.type === "node.provisioned") this.#machines.set(event.address, machine);
    else if (event.type === "node.reset")
      for (const [address, name] of this.#machines)
        if (name === machine) this.#machines.delete(address);
  }

  /** The message of a request's error, which begins with the address, with name and reason. */
  #unanswered(machine: string, event: Timeout): string {
    const text = event.error.message.replace(/^[0-9a-f]{4}(?= )/, () => this.#name(event.dst));
    return `${text}: ${this.whyUnanswered(machine, event)}`;
  }

  /** Why the request of a machine's client got no answer, and what to do. */
  whyUnanswered(machine: string, { appKeyIndex, dst, opcode, response }: Timeout): string {
    const src = this.#sources.get(`${machine} ${dst} ${opcode}`);
    if (src === undefined)
      return "it was not sent in that time; wait for the messages before it, or allow a longer timeout";
    const why = (refusal: Refusal, of: number) =>
      refusalText(refusal, this.words, { appKeyIndex, opcode: of });
    const undecrypted = this.#undecrypted.get(`${src} ${dst}`);
    if (undecrypted) return why(undecrypted, opcode);
    const { refusals, takers } = this.#message(src, dst, opcode);
    for (const refusal of refusals.values()) return why(refusal, opcode);
    if (takers.size === 0)
      return "no node received it; either none has an element with that address, or none in range has the NetKey";
    const answer = this.#sent.get(`${dst} ${src} ${response}`);
    if (!answer) return "its model got the message and did not reply";
    for (const refusal of answer.refusals.values())
      return `it replied, and the client did not take the reply: ${why(refusal, response)}`;
    return "it replied, and no reply that fits the request arrived";
  }

  /**
   * The messages that no model of any node took so far, and those to a group that a subscribed model
   * did not take, by source, destination and opcode, each with the reason and what to do.
   */
  get texts(): string[] {
    return this.textsSince(0);
  }

  /** As `texts`, of the messages that were sent at or after a time, in simulated milliseconds. */
  textsSince(begin: number): string[] {
    const texts: string[] = [];
    for (const sent of this.#sent.values()) {
      if (sent.time < begin) continue;
      const text = sent.takers.size === 0 ? this.#untaken(sent) : this.#takenByOthers(sent);
      if (text !== undefined) texts.push(text);
    }
    return texts;
  }

  #untaken(sent: Sent): string {
    const { dst, opcode, refusals, src } = sent;
    const { words } = this;
    const undecrypted = this.#undecrypted.get(`${src} ${dst}`);
    const near = nearest([...refusals.values(), ...(undecrypted ? [undecrypted] : [])]);
    if (near) return this.#text(sent, near);
    const what = `${words.message(opcode)} from ${this.#name(src)}`;
    if (isUnicast(dst)) return `${this.#name(dst)} did not take ${what}: no node received it`;
    return `no node took ${what} to ${words.address(dst)}: no model of any node subscribes to it; ${words.subscribeOne(dst, opcode)}`;
  }

  /** Of a message to a group that other nodes took: a subscribed model that cannot take it. */
  #takenByOthers(sent: Sent): string | undefined {
    if (isUnicast(sent.dst)) return undefined;
    const lacking = [...sent.refusals.values()].filter(lacksKey);
    return lacking[0] && this.#text(sent, lacking[0], lacking.length - 1);
  }

  #text({ dst, opcode, src }: Sent, refusal: Refusal, others = 0): string {
    const { words } = this;
    const what = `did not take ${words.message(opcode)} from ${this.#name(src)}`;
    const [who, to] = isUnicast(dst)
      ? [this.#name(dst), ""]
      : [refusal.machine, ` to ${words.address(dst)}`];
    const more = others === 0 ? "" : `; so did ${others} others`;
    const { appKeyIndex } = refusal;
    return `${who} ${what}${to}: ${refusalText(refusal, words, { appKeyIndex, opcode })}${more}`;
  }

  /** A unicast address with the machine that has it. */
  #name(address: number): string {
    return this.words.address(address, this.#machines.get(address));
  }

  #refused(machine: string, event: RefusedMessage): void {
    const { device, dst, opcode, src } = event;
    const refusal = { ...event, machine };
    if (isUnicast(dst) && device !== undefined) this.#machines.set(dst, machine);
    if (opcode !== undefined) {
      const message = this.#message(src, dst, opcode);
      message.takers.delete(machine);
      message.refusals.set(machine, refusal);
    } else if (device !== undefined) {
      this.#undecrypted.set(`${src} ${dst}`, refusal);
      // The node does not know the opcode: it is most probably that of the latest message.
      this.#latest.get(`${src} ${dst}`)?.refusals.set(machine, refusal);
    }
  }

  #message(src: number, dst: number, opcode: number): Sent {
    const key = `${src} ${dst} ${opcode}`;
    let message = this.#sent.get(key);
    if (!message) {
      message = { src, dst, opcode, time: 0, takers: new Set(), refusals: new Map() };
      this.#sent.set(key, message);
    }
    return message;
  }
}

/** Whether a node has a subscribed model, but not the AppKey, or the model is not bound to it. */
function lacksKey({ device, model, reason }: Refusal): boolean {
  if (reason === "access.not-bound") return model !== undefined;
  return device === false && (reason === "transport.no-key" || reason === "transport.decrypt");
}

/** The refusal by the node that was nearest to taking the message. */
function nearest(refusals: readonly Refusal[]): Refusal | undefined {
  const withModel = refusals.find(({ model }) => model !== undefined);
  return withModel ?? refusals.find(({ device }) => device !== undefined) ?? refusals[0];
}
