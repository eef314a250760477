import { element } from "../../page/browser/dom.js";
import { seconds } from "../../page/wording.js";
import { type ReportRecord, type StateChange, stateGroups } from "../report-record.js";
import { fillTerms } from "./message-card.js";
import { countUntil, statesAt, stationOf } from "./run-state.js";
import { hopsOf } from "./selection.js";

const groupNames = {
  node: "Node",
  keys: "Keys",
  models: "Models",
  states: "Reported states",
  board: "Board",
  drops: "Dropped PDUs, by reason",
} as const;

/** The states of the selected station at a time. */
export class NodeCard {
  readonly #record: ReportRecord;
  readonly #card = element("node");
  readonly #choice = element<HTMLSelectElement>("choice");
  /** By station: times and sequence numbers of the PDUs of which it is the source. */
  readonly #sequences = new Map<number, (readonly [time: number, seq: number])[]>();
  #drawn = "";

  /** `choose` is called with the index of the station that the reader selects in the list. */
  constructor(record: ReportRecord, choose: (index: number | undefined) => void) {
    this.#record = record;
    record.stations.forEach(({ addresses, name }, i) => {
      const [, address] = addresses.at(-1) ?? [];
      const text =
        address === undefined ? name : `${name}, ${address.toString(16).padStart(4, "0")}`;
      this.#choice.add(new Option(text, String(i)));
    });
    this.#choice.addEventListener("change", () =>
      choose(this.#choice.value === "" ? undefined : Number(this.#choice.value)),
    );
    this.#readSequences();
  }

  #readSequences(): void {
    for (const message of this.#record.messages) {
      if (message.src === undefined) continue;
      const station = stationOf(this.#record.stations, message.src) ?? message.from;
      const list = this.#sequences.get(station) ?? [];
      this.#sequences.set(station, list);
      for (const { seq, time } of hopsOf(message)) if (seq !== undefined) list.push([time, seq]);
    }
    for (const list of this.#sequences.values()) list.sort((a, b) => a[0] - b[0]);
  }

  choose(index: number | undefined): void {
    this.#choice.value = index === undefined ? "" : String(index);
  }

  show(index: number | undefined, time: number): void {
    const station = index === undefined ? undefined : this.#record.stations[index];
    this.#card.hidden = !station;
    element("node-hint").hidden = station !== undefined;
    if (!station || index === undefined) return;
    const states = [...statesAt(station, time).values()];
    const sequence = this.#sequenceAt(index, time);
    // The elements are replaced only when something has changed, so that text can be selected.
    const drawn = JSON.stringify([index, states, sequence]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    element("node-name").textContent = station.name;
    const groups = stateGroups.flatMap((group) => {
      const own = states.filter(([, of]) => of === group);
      const terms = own.map(([since, , name, value]): readonly [string, string | Node] => [
        name,
        withTime(value ?? "", since),
      ]);
      if (group === "node" && sequence !== undefined)
        terms.push(["sequence number", `0x${sequence.toString(16).padStart(6, "0")}`]);
      return terms.length === 0 ? [] : [this.#group(groupNames[group], terms)];
    });
    element("node-states").replaceChildren(
      ...(groups.length > 0 ? groups.flat() : ["Nothing is known of it at this time."]),
    );
  }

  #group(name: string, terms: readonly (readonly [string, string | Node])[]): Node[] {
    const title = document.createElement("h4");
    const list = document.createElement("dl");
    title.textContent = name;
    list.className = "device";
    fillTerms(list, terms);
    return [title, list];
  }

  #sequenceAt(index: number, time: number): number | undefined {
    const list = this.#sequences.get(index) ?? [];
    return list[countUntil(list, time, ([at]) => at) - 1]?.[1];
  }
}

/** A value with the time since which it holds. */
function withTime(value: string, since: StateChange[0]): Node {
  const text = document.createElement("span");
  text.textContent = value;
  text.title = `since ${seconds(since, 3)}`;
  return text;
}
