import { element } from "../../page/browser/dom.js";
import { counted, seconds } from "../../page/wording.js";
import type { ReportMessage } from "../report-record.js";
import { hopsOf, partsOf } from "./selection.js";
import { kindNames, type MessageWords } from "./words.js";

/** Rows of hops that are shown; a message of many segments through many relays has more. */
const mostHops = 200;

/** Adds terms and values to a list of definitions. */
export function fillTerms(
  list: HTMLElement,
  terms: readonly (readonly [name: string, value: string | Node])[],
): void {
  list.replaceChildren(
    ...terms.map(([name, value]) => {
      const line = document.createElement("div");
      const term = document.createElement("dt");
      const content = document.createElement("dd");
      term.textContent = name;
      content.append(value);
      line.append(term, content);
      return line;
    }),
  );
}

/** All that is known of the selected message. */
export class MessageCard {
  readonly #words: MessageWords;
  readonly #card = element("message");
  readonly #title = element("message-name");
  readonly #terms = element("message-fields");
  readonly #hops = element("hops");
  readonly #caption = element("hops-caption");
  readonly #hopsTable = element("hops-table");

  constructor(words: MessageWords) {
    this.#words = words;
  }

  show(message: ReportMessage | undefined): void {
    this.#card.hidden = !message;
    element("message-hint").hidden = message !== undefined;
    if (!message) return;
    this.#title.textContent = message.name;
    fillTerms(this.#terms, this.#facts(message));
    this.#showHops(message);
  }

  #facts(message: ReportMessage): (readonly [string, string | Node])[] {
    const { dst, fields, kind, src, time, until } = message;
    const facts: (readonly [string, string | Node])[] = [
      ["Time", seconds(time, 3)],
      ["Kind", kindNames[kind]],
    ];
    const sender = this.#stationButton(message.from);
    if (kind === "script") {
      if (message.from >= 0) facts.push(["Device", sender]);
    } else facts.push(["Sent by", sender]);
    if (until !== undefined) facts.push(["Repeated until", seconds(until, 3)]);
    if (src !== undefined) facts.push(["Source", this.#words.address(src)]);
    if (dst !== undefined) facts.push(["Destination", this.#words.address(dst)]);
    const receivers = this.#receivers(message);
    if (receivers) facts.push(receivers);
    return [...facts, ...fields];
  }

  #receivers(message: ReportMessage): readonly [string, Node] | undefined {
    const { receivers } = partsOf(message);
    if (receivers.size === 0) return undefined;
    const { received = [] } = message;
    const list = document.createElement("span");
    [...receivers].forEach((station, i) => {
      const at = received.findIndex((entry, j) => j % 2 === 0 && entry === station);
      const when = at < 0 ? "" : ` after ${received[at + 1]} ms`;
      list.append(i > 0 ? ", " : "", this.#stationButton(station), when);
    });
    return [received.length > 0 ? "Received by" : "Addressed to", list];
  }

  #stationButton(station: number): Node {
    if (station < 0) return document.createTextNode("unknown");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.dataset["station"] = String(station);
    button.textContent = this.#words.station(station);
    return button;
  }

  #showHops(message: ReportMessage): void {
    const hops = hopsOf(message);
    this.#hopsTable.hidden = hops.length === 0;
    const hidden = ["ttl", "segment"].filter((name) =>
      hops.every((hop) => (name === "ttl" ? hop.ttl < 0 : hop.segment === undefined)),
    );
    this.#hopsTable.className = ["scroll", ...hidden.map((name) => `without-${name}`)].join(" ");
    const segmented = hops.some(({ segment }) => segment !== undefined);
    const sent = hops.reduce((total, { count }) => total + count, 0);
    this.#caption.textContent =
      `${counted(sent, "packet")} on the air` +
      (hops.length > mostHops ? `; the first ${mostHops} rows of ${hops.length}.` : ".");
    this.#hops.replaceChildren(
      ...hops.slice(0, mostHops).map((hop) => {
        const row = document.createElement("tr");
        const cell = (content: string | Node, className = "") => {
          const cell = document.createElement("td");
          cell.className = className;
          cell.append(content);
          row.append(cell);
        };
        cell(seconds(hop.time, 3), "number");
        cell(this.#stationButton(hop.station));
        cell(hop.station === message.from ? "sends" : "relays", "ttl");
        cell(String(hop.ttl), "number ttl");
        cell(
          hop.seq === undefined ? "–" : `0x${hop.seq.toString(16).padStart(6, "0")}`,
          "number ttl",
        );
        cell(segmented ? String(hop.segment ?? "–") : "–", "number segment");
        cell(`${hop.count}×`, "number");
        return row;
      }),
    );
  }
}
