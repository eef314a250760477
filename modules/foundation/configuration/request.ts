import { answersTo } from "../../access/answers.js";
import type { Accepts, RequestOptions } from "../../access/client-model.js";
import type { ModelId } from "../../access/model-id.js";
import { MeshError } from "../../base/errors.js";
import { phaseAfter } from "../../network/key-refresh.js";
import { Status, statusText } from "../status.js";

/** A configuration server refused; `status` is its code (Mesh Protocol 1.1 §4.3.5). */
export class ConfigurationError extends MeshError {
  constructor(
    readonly status: number,
    request: string,
  ) {
    super(`${request} was refused: ${statusText(status)}`);
  }

  override get name(): string {
    return "ConfigurationError";
  }
}

/** How a request of this client is sent: all but the address and the key, which are given. */
export type ConfigurationOptions = Omit<
  RequestOptions,
  "dst" | "label" | "appKeyIndex" | "device" | "longMic"
>;

/** Address of a model in configuration messages: element and model identifier. */
export interface ModelAddress {
  /** Unicast address of the element. */
  readonly elementAddress: number;
  /** SIG model identifier, or vendor model identifier. */
  readonly modelId: ModelId;
}

/** Of the Relay state, beside 0 and 1. §4.2.9 */
const relayNotSupported = 2;

/** A node that cannot relay says so at once, whatever was to be set. */
export function relayAnswersTo(set: unknown): Accepts<{ readonly relay: number }> {
  return (answer, sent) => answer.relay === relayNotSupported || answersTo(set, answer, sent);
}

/** A Key Refresh Phase Status that tells of the phase that a transition leads to, or why not. §4.2.14 */
export function came(
  transition: 2 | 3,
): Accepts<{ readonly status: number; readonly phase: number }> {
  const phase = phaseAfter(transition);
  return (answer, sent) => sent > 1 || answer.status !== Status.success || answer.phase === phase;
}
