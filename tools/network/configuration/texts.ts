import { modelIdText } from "../../../modules/access/model-id.js";
import type {
  DatabaseNode,
  DatabasePublication,
} from "../../../modules/provisioner/configuration-database.js";
import { addressText } from "../cdb/listing.js";
import { modelName } from "../model-names.js";
import type { Change } from "./changes.js";
import type { Step } from "./step.js";

/** "0004 Light Lightness Server". */
function placeText(node: DatabaseNode, place: { element: number; modelId: number }): string {
  const name = modelName(place.modelId) || modelIdText(place.modelId);
  return `${addressText(node.unicastAddress + place.element)} ${name}`;
}

function publicationText(publication: DatabasePublication | undefined): string {
  if (publication === undefined) return "nowhere";
  const { address, index, period, ttl } = publication;
  const every = period.numberOfSteps * period.resolution;
  const how = [
    `AppKey ${index}`,
    ttl === 255 ? "" : `TTL ${ttl}`,
    every ? `every ${every} ms` : "",
  ];
  return `${addressText(address)} (${how.filter((part) => part !== "").join(", ")})`;
}

/** "Light LC Property Light Control Time Run On". */
function stateText({ part, state }: { readonly state: string; readonly part: string }): string {
  return part === "" ? state : `${state} ${part}`;
}

const signs = { add: "+", remove: "-", change: "~" } as const;

/** A change as a line: what it is of, what was there and what is to be. */
export function changeText(node: DatabaseNode, change: Change): string {
  const sign = signs[change.change];
  switch (change.of) {
    case "net-key":
      return `${sign} NetKey ${change.index}`;
    case "app-key":
      return `${sign} AppKey ${change.index}`;
    case "binding":
      return `${sign} ${placeText(node, change)}: bound to AppKey ${change.index}`;
    case "subscription":
      return `${sign} ${placeText(node, change)}: subscribes to ${addressText(change.address)}`;
    case "publication": {
      const { after, before } = change;
      const what =
        change.change === "change"
          ? `${publicationText(before)} -> ${publicationText(after)}`
          : publicationText(after ?? before);
      return `${sign} ${placeText(node, change)}: publishes to ${what}`;
    }
    case "state": {
      const { after, before, state } = change;
      const was = before === undefined ? "" : `${JSON.stringify(before)} -> `;
      return `${sign} ${state}: ${was}${JSON.stringify(after)}`;
    }
    case "model-state": {
      const { after, before } = change;
      const was = before === undefined ? "" : `${JSON.stringify(before)} -> `;
      return `${sign} ${placeText(node, change)}: ${stateText(change)} ${was}${JSON.stringify(after)}`;
    }
  }
}

/** A request as a line. */
export function stepText(node: DatabaseNode, step: Step): string {
  switch (step.step) {
    case "add-net-key":
      return `NetKey ${step.index} Add`;
    case "delete-net-key":
      return `NetKey ${step.index} Delete`;
    case "add-app-key":
      return `AppKey ${step.index} Add`;
    case "delete-app-key":
      return `AppKey ${step.index} Delete`;
    case "bind":
      return `Model App Bind: ${placeText(node, step)}, AppKey ${step.index}`;
    case "unbind":
      return `Model App Unbind: ${placeText(node, step)}, AppKey ${step.index}`;
    case "publish":
      return `Model Publication Set: ${placeText(node, step)}, ${publicationText(step.publication)}`;
    case "subscribe":
      return `Model Subscription Add: ${placeText(node, step)}, ${addressText(step.address)}`;
    case "unsubscribe":
      return `Model Subscription Delete: ${placeText(node, step)}, ${addressText(step.address)}`;
    case "overwrite":
      return `Model Subscription Overwrite: ${placeText(node, step)}, ${addressText(step.address)}`;
    case "unsubscribe-all":
      return `Model Subscription Delete All: ${placeText(node, step)}`;
    case "state":
      return `${step.state} Set: ${JSON.stringify(step.value)}`;
    case "model-state":
      return `${step.state} Set: ${placeText(node, step)}, ${step.part === "" ? "" : `${step.part} `}${JSON.stringify(step.value)}`;
  }
}
