import { answersTo } from "../../access/answers.js";
import { type Accepts, ClientModel } from "../../access/client-model.js";
import type { Message } from "../../access/message.js";
import { Status } from "../status.js";
import { ConfigurationError, type ConfigurationOptions } from "./request.js";

/** How the Configuration Client asks: with the device key of the node, until an answer fits. */
export abstract class ConfigurationRequests extends ClientModel {
  /** Asks a node, with its device key; resolves with its answer. */
  protected ask<T, R>(
    request: Message<T, R>,
    values: T,
    node: number,
    options: ConfigurationOptions | undefined,
    accepts: Accepts<R> = (answer, sent) => answersTo(values, answer, sent),
  ): Promise<R> {
    return this.request(request, values, { ...options, dst: node, device: true }, accepts);
  }

  /** Without await: an async function takes two calls of a chip's stack, and those who ask are async already. */
  protected do<T, R extends { readonly status: number }>(
    request: Message<T, R>,
    values: T,
    node: number,
    options: ConfigurationOptions | undefined,
    fits?: Accepts<R>,
  ): Promise<R> {
    const accepts = (answer: R, sent: number) =>
      answersTo(values, answer, sent) && (!fits || fits(answer, sent));
    const how = { ...options, dst: node, device: true };
    return this.request(request, values, how, accepts).then((answer) =>
      checked(answer, request.name),
    );
  }
}

/** The answer; throws ConfigurationError where it is a refusal. */
export function checked<R extends { readonly status: number }>(answer: R, request: string): R {
  if (answer.status === Status.success) return answer;
  throw new ConfigurationError(answer.status, request);
}
