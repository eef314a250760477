import { checkKind } from "../../modules/checks/kinds.js";
import { setMessage } from "../../hosts/xs/set-message.js";
import type { Clock } from "../../modules/host/clock.js";
import type { RefusedMessage, TraceEvent } from "../../modules/host/trace.js";
import { addressText, hexadecimal, refusalText } from "./refusal-text.js";

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
  /** Machines that refused the latest transmission. */
  readonly refusals: Map<string, RefusedMessage>;
}

/**
 * Joins the trace events of all nodes of a simulation: a request that is not answered gets the
 * reason that the other node had. A client on a chip cannot know it; there it is in the trace of
 * the node that dropped the message.
 */
export class RefusalLog {
  /** By source, destination and opcode. */
  readonly #sent = new Map<string, Sent>();
  /** Messages that a node could not decrypt, by source and destination. */
  readonly #undecrypted = new Map<string, RefusedMessage>();
  /** The source of a machine's latest message, by machine, destination and opcode. */
  readonly #sources = new Map<string, number>();
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
    if (event.type === "access.send") {
      this.#message(event.src, event.dst, event.opcode).time = this.#clock?.now() ?? 0;
      this.#sources.set(`${machine} ${event.dst} ${event.opcode}`, event.src);
    } else if (event.type === "access.receive") {
      const { dst, opcode, src } = event;
      const message = this.#message(src, dst, opcode);
      message.takers.add(machine);
      message.refusals.delete(machine);
      this.#undecrypted.delete(`${src} ${dst}`);
    } else if (event.type === "access.refused") this.#refused(machine, event);
    else if (event.type === "access.timeout" && event.error instanceof Error)
      setMessage(event.error, `${event.error.message}: ${this.whyUnanswered(machine, event)}`);
  }

  /** Why the request of a machine's client got no answer, and what to do. */
  whyUnanswered(machine: string, { appKeyIndex, dst, opcode, response }: Timeout): string {
    const src = this.#sources.get(`${machine} ${dst} ${opcode}`);
    if (src === undefined)
      return "it was not sent in that time; wait for the messages before it, or allow a longer timeout";
    const undecrypted = this.#undecrypted.get(`${src} ${dst}`);
    if (undecrypted) return refusalText(undecrypted, appKeyIndex);
    const { refusals, takers } = this.#message(src, dst, opcode);
    for (const refused of refusals.values()) return refusalText(refused, appKeyIndex);
    if (takers.size === 0)
      return "no node received it; either none has an element with that address, or none in range has the NetKey";
    const answer = this.#sent.get(`${dst} ${src} ${response}`);
    if (!answer) return "its model got the message and did not reply";
    for (const refused of answer.refusals.values())
      return `it replied, and the client did not take the reply: ${refusalText(refused, appKeyIndex)}`;
    return "it replied, and no reply that fits the request arrived";
  }

  /**
   * The messages that no model of any node took so far, by source, destination and opcode, each
   * with the reason and what to do.
   */
  get texts(): string[] {
    return this.textsSince(0);
  }

  /** As `texts`, of the messages that were sent at or after a time, in simulated milliseconds. */
  textsSince(begin: number): string[] {
    const texts: string[] = [];
    for (const { dst, opcode, refusals, src, takers, time } of this.#sent.values()) {
      if (takers.size > 0 || time < begin) continue;
      const to = addressText(dst);
      const what = `${to} did not take opcode ${hexadecimal(opcode)} from ${addressText(src)}`;
      const undecrypted = this.#undecrypted.get(`${src} ${dst}`);
      const near = nearest([...refusals.values(), ...(undecrypted ? [undecrypted] : [])]);
      if (near) texts.push(`${what}: ${refusalText(near)}`);
      else if (dst >= 0x8000)
        texts.push(
          `${what}: no model of any node subscribes to ${to}; subscribe one with configuration.subscribe(node, model, 0x${to})`,
        );
      else texts.push(`${what}: no node received it`);
    }
    return texts;
  }

  #refused(machine: string, event: RefusedMessage): void {
    const { dst, opcode, src } = event;
    if (opcode !== undefined) {
      const message = this.#message(src, dst, opcode);
      message.takers.delete(machine);
      message.refusals.set(machine, event);
    } else if (event.device !== undefined) this.#undecrypted.set(`${src} ${dst}`, event);
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

/** The refusal by the node that was nearest to taking the message. */
function nearest(refusals: readonly RefusedMessage[]): RefusedMessage | undefined {
  const withModel = refusals.find(({ model }) => model !== undefined);
  return withModel ?? refusals.find(({ device }) => device !== undefined) ?? refusals[0];
}
