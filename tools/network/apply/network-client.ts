import { AbortError, TimeoutError } from "../../../modules/base/errors.js";
import { virtualAddress } from "../../../modules/crypto/toolbox.js";
import type { AbortSignalLike } from "../../../modules/base/abort.js";
import { AggregatorStatus } from "../../../modules/foundation/opcodes-aggregator/messages.js";
import type { OpcodesAggregatorClient } from "../../../modules/foundation/opcodes-aggregator/client.js";
import type { Provisioner } from "../../../modules/provisioner/provisioner.js";
import type { MessageClient } from "../message-client.js";
import type { KeyValues, StepRequest } from "./requests.js";

export interface NetworkClientOptions {
  readonly provisioner: Provisioner;
  /** Sends any request; a model of the provisioner's node, as the next one. */
  readonly messages: MessageClient;
  readonly aggregator: OpcodesAggregatorClient;
  /** Indexes of the NetKeys of the node with this address. Default: the primary one. */
  readonly netKeysOf?: (address: number) => readonly number[];
  /** Milliseconds until a node that does not answer is away. Default 15,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
}

/** What became of requests that were sent together. */
export interface SequenceResult {
  /** Of those that were carried out, from the first on. */
  readonly answers: readonly unknown[];
  /** Why the rest was not; undefined: all were, or they can be sent again. */
  readonly refusal: string | undefined;
}

const usualTimeout = 15_000;

/** Sends the requests of steps from the provisioner's node, and counts them. */
export class NetworkClient {
  readonly keys: KeyValues;
  readonly #options: NetworkClientOptions;
  /** Messages that were sent, without those that were sent again. */
  messages = 0;

  constructor(options: NetworkClientOptions) {
    this.#options = options;
    this.keys = keysOf(options.provisioner);
  }

  /** Sends one request. Rejects with TimeoutError, AbortError, AccessError, ConfigurationError. */
  async ask(request: StepRequest): Promise<unknown> {
    const { appKeyIndex, dst, message, values } = request;
    if (appKeyIndex !== undefined) await this.#bind(request, appKeyIndex);
    this.messages++;
    const key = appKeyIndex === undefined ? this.#withDeviceKey(request) : { appKeyIndex };
    const { timeout } = request;
    const wait = { ...this.#wait, ...(timeout !== undefined && { timeout }) };
    return this.#options.messages.ask(message, values, { dst, ...key, ...wait }, (answer) =>
      this.#isOfAddress(values, answer),
    );
  }

  /** Sends several requests to the Configuration Server and others of a node in one message. Rejects as `ask` does. */
  async sequence(requests: readonly StepRequest[]): Promise<SequenceResult> {
    this.messages++;
    const { dst } = requests[0]!;
    const items = requests.map(({ message, values }) => ({
      payload: message.encode(values),
      response: message.response,
    }));
    const result = await this.#options.aggregator.sequence(items, {
      dst,
      ...this.#withDeviceKey(requests[0]!),
      ...this.#wait,
    });
    const { answers, carriedOut, status } = result;
    return {
      answers: answers.slice(0, carriedOut),
      refusal:
        status === AggregatorStatus.success || status === AggregatorStatus.responseOverflow
          ? undefined
          : `the Opcodes Aggregator Server answers with status ${status}`,
    };
  }

  /**
   * Whether a status is about the address of a request, or that of its Label UUID. A late answer to one
   * that was given up before may be about another one.
   */
  #isOfAddress(values: unknown, answer: unknown): boolean {
    const asked = values as { readonly address?: number; readonly label?: Uint8Array };
    const { address, status } = answer as { readonly address?: number; readonly status?: number };
    if (address === undefined || status !== 0) return true;
    const { crypto } = this.#options.provisioner.node.host;
    const wanted = asked.label ? virtualAddress(crypto, asked.label) : asked.address;
    return wanted === undefined || address === wanted;
  }

  /** A client sends with an AppKey to which it is bound itself. */
  async #bind({ message }: StepRequest, appKeyIndex: number): Promise<void> {
    const { messages, provisioner } = this.#options;
    const client = messages.clientOf(message, false);
    if (client.configuration.bindings.includes(appKeyIndex)) return;
    const { address, configuration } = provisioner;
    const model = { elementAddress: address + client.element.index, modelId: client.id };
    await configuration.bind(address, model, appKeyIndex);
  }

  #withDeviceKey({ dst, netKeyIndex }: StepRequest) {
    const index = netKeyIndex ?? this.#options.netKeysOf?.(dst)[0];
    return { device: true, ...(index !== undefined && { netKeyIndex: index }) };
  }

  get #wait() {
    const { signal, timeout = usualTimeout } = this.#options;
    return { timeout, ...(signal && { signal }) };
  }
}

/** Whether a request was not answered. */
export function isAway(error: unknown): boolean {
  return error instanceof TimeoutError;
}

/** Whether the user ended it. */
export function isAborted(error: unknown): boolean {
  return error instanceof AbortError;
}

/** The keys of a provisioner's network with which nodes are configured: from phase 2 of a key refresh on the new ones. */
export function keysOf({ node }: Pick<Provisioner, "node">): KeyValues {
  return {
    netKey: (index) => {
      const subnet = node.network?.subnets.get(index);
      return (subnet?.phase === 2 ? subnet.newKeys : subnet?.keys)?.key;
    },
    appKey: (index) => {
      const keys = node.network?.applicationKeys;
      const entry = keys?.get(index);
      return entry && { key: keys!.transmitKey(entry).key, netKeyIndex: entry.netKeyIndex };
    },
  };
}
