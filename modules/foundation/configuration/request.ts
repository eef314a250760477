import type { RequestOptions } from "../../access/client-model.js";
import type { ModelId } from "../../access/model-id.js";
import { MeshError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import { statusText } from "../status.js";

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

/** A model on an element, as configuration messages name it. */
export interface ModelAddress {
  /** Unicast address of the element. */
  readonly elementAddress: number;
  readonly modelId: ModelId;
}

/** What an answer repeats of its request: it tells it from a late answer to an earlier one. */
const echoed = frozen(["elementAddress", "modelId", "netKeyIndex", "appKeyIndex"]);

/** Whether an answer is one to this request. */
export function echoes(request: unknown, answer: unknown): boolean {
  const asked = flat(request);
  const answered = flat(answer);
  return echoed.every(
    (name) =>
      asked[name] === undefined || answered[name] === undefined || asked[name] === answered[name],
  );
}

function flat(values: unknown): Record<string, unknown> {
  const { keyIndexes, ...others } = values as Record<string, unknown>;
  return { ...others, ...(keyIndexes as Record<string, unknown> | undefined) };
}
