import type { DatabaseNode } from "../../../modules/provisioner/configuration-database.js";
import type { Change } from "./changes.js";
import type { Step } from "./step.js";
import { NetworkWords, stateNames, valueText } from "./words.js";

/** "Light LC Property, Light Control Time Run On". */
function stateText({ part, state }: { readonly state: string; readonly part: string }): string {
  return part === "" ? state : `${state}, ${part}`;
}

const signs = { add: "+", remove: "-", change: "~" } as const;
const digits = new NetworkWords();

function fromTo(before: unknown, after: unknown): string {
  const was = before === undefined ? "" : `${valueText(before)} -> `;
  return `${was}${valueText(after)}`;
}

/** A change as a line: what it is of, what was there and what is to be. */
export function changeText(node: DatabaseNode, change: Change, words = digits): string {
  return `${signs[change.change]} ${changed(node, change, words)}`;
}

function changed(node: DatabaseNode, change: Change, words: NetworkWords): string {
  switch (change.of) {
    case "net-key":
      return words.netKey(change.index);
    case "app-key":
      return words.appKey(change.index);
    case "binding":
      return `${words.place(node, change)}: bound to ${words.appKey(change.index)}`;
    case "subscription":
      return `${words.place(node, change)}: subscribes to ${words.address(change.address)}`;
    case "publication": {
      const { after, before } = change;
      const what =
        change.change === "change"
          ? `${words.publication(before)} -> ${words.publication(after)}`
          : words.publication(after ?? before);
      return `${words.place(node, change)}: publishes to ${what}`;
    }
    case "state":
      return `${stateNames[change.state]}: ${fromTo(change.before, change.after)}`;
    case "model-state":
      return `${words.place(node, change)}: ${stateText(change)} ${fromTo(change.before, change.after)}`;
  }
}

/** A request as a line. */
export function stepText(node: DatabaseNode, step: Step, words = digits): string {
  switch (step.step) {
    case "add-net-key":
      return `NetKey Add: ${words.netKey(step.index)}`;
    case "delete-net-key":
      return `NetKey Delete: ${words.netKey(step.index)}`;
    case "add-app-key":
      return `AppKey Add: ${words.appKey(step.index)}`;
    case "delete-app-key":
      return `AppKey Delete: ${words.appKey(step.index)}`;
    case "bind":
      return `Model App Bind: ${words.place(node, step)}, ${words.appKey(step.index)}`;
    case "unbind":
      return `Model App Unbind: ${words.place(node, step)}, ${words.appKey(step.index)}`;
    case "publish":
      return `Model Publication Set: ${words.place(node, step)}, ${words.publication(step.publication)}`;
    case "subscribe":
      return `Model Subscription Add: ${words.place(node, step)}, ${words.address(step.address)}`;
    case "unsubscribe":
      return `Model Subscription Delete: ${words.place(node, step)}, ${words.address(step.address)}`;
    case "overwrite":
      return `Model Subscription Overwrite: ${words.place(node, step)}, ${words.address(step.address)}`;
    case "unsubscribe-all":
      return `Model Subscription Delete All: ${words.place(node, step)}`;
    case "state":
      return `${stateNames[step.state]} Set: ${valueText(step.value)}`;
    case "model-state":
      return `${stateText(step)} Set: ${words.place(node, step)}, ${valueText(step.value)}`;
  }
}
