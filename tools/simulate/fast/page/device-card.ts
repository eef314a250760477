import { provisionerName } from "../outcome.js";
import type { FastRun } from "../run-record.js";
import { addressText, count, seconds } from "../../../page/wording.js";
import { element } from "../../../page/browser/dom.js";
import type { DeviceState } from "./timeline.js";

const stateWords: Readonly<Record<DeviceState, string>> = {
  waiting: "waiting",
  joining: "being provisioned",
  node: "node",
  provisioning: "node, provisioning others",
  lit: "node, lit",
  failed: "never became a node",
};

const roleWords = {
  primary: "Primary Provisioner",
  temporary: "Temporary Provisioner",
  node: "",
} as const;

/** Data of the device under the pointer, or of the selected one. */
export class DeviceCard {
  readonly #run: FastRun;
  #index: number | undefined;
  #state: DeviceState | undefined;
  readonly #card = element("device");
  readonly #choice = element<HTMLSelectElement>("choice");

  constructor(run: FastRun, choose: (index: number | undefined) => void) {
    this.#run = run;
    run.nodes.forEach(({ name, address }, i) => {
      const option = new Option(address === undefined ? name : `${name}, ${addressText(address)}`);
      option.value = String(i);
      this.#choice.add(option);
    });
    this.#choice.addEventListener("change", () =>
      choose(this.#choice.value === "" ? undefined : Number(this.#choice.value)),
    );
  }

  /** Also selects the device in the list; pointing at a device does not select it. */
  choose(index: number | undefined): void {
    this.#choice.value = index === undefined ? "" : String(index);
  }

  show(index: number | undefined, state: DeviceState | undefined): void {
    if (index === this.#index && state === this.#state) return;
    this.#index = index;
    this.#state = state;
    const node = index === undefined ? undefined : this.#run.nodes[index];
    this.#card.hidden = !node;
    element("device-hint").hidden = node !== undefined;
    if (!node || !state) return;
    const times = (time: number | undefined) => seconds(time, 2);
    const role = roleWords[node.role];
    const lines: readonly (readonly [string, string])[] = [
      ["Device", role ? `${node.name}, ${role}` : node.name],
      ["Now", stateWords[state]],
      ["Address", addressText(node.address)],
      ["Provisioned by", provisionerName(this.#run, node)],
      ["Link opened", times(node.linkOpened)],
      ["Provisioned", times(node.provisioned)],
      ["Node", times(node.configured)],
      ["Reported", times(node.reported)],
      ["Lit", times(node.on)],
      ["Links tried", count(node.linksOpened)],
      ["Events sent", count(node.events)],
      ["Remark", node.reason || "–"],
    ];
    this.#card.replaceChildren(
      ...lines.map(([term, value]) => {
        const line = document.createElement("div");
        const name = document.createElement("dt");
        const content = document.createElement("dd");
        name.textContent = term;
        content.textContent = value;
        line.append(name, content);
        return line;
      }),
    );
  }
}
