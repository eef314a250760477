import { MeshError } from "../../base/errors.js";
import { LinkState, RemoteStatus, remoteStatusText } from "./codes.js";
import { LinkOpen, type LinkTarget } from "./messages.js";
import { answerTimeout, undefinedOnTimeout } from "./server-timeouts.js";

/** Milliseconds between looks at a server that closes a link, and how many of them. */
const waitForFree = 500;
const waitsForFree = 20;

/** A Remote Provisioning server refused; `status` is its code (Mesh Protocol 1.1 §4.3.4.1). */
export class RemoteProvisioningError extends MeshError {
  /** Always false: no address was sent to a device. */
  readonly addressMayBeUsed = false;

  constructor(
    readonly status: number,
    request: string,
  ) {
    super(`${request} was refused: ${remoteStatusText(status)}`);
  }

  override get name(): string {
    return "RemoteProvisioningError";
  }
}

/** A Link Status. */
export interface LinkAnswer {
  readonly status: number;
  readonly state: number;
}

/** What a client asks one server about its link. Each rejects where no answer comes, or on an abort. */
export interface LinkQuestions {
  /** Link Get. `timeout`: milliseconds. */
  state(timeout: number): Promise<LinkAnswer>;
  /** Link Open. */
  open(target: LinkTarget): Promise<LinkAnswer>;
  /** Link Close for a link that failed. */
  close(timeout: number): Promise<LinkAnswer>;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
}

/** Whether a Link Status answers a Link Open: a late one, of the link before, has the state idle. */
export function opens({ state, status }: LinkAnswer): boolean {
  return status !== RemoteStatus.success || state !== LinkState.idle;
}

/**
 * The state of the server's link after a Link Open. A link to a device that is opening now has
 * carried nothing, even one from before a restart of this client; any other is closed first. Rejects
 * with RemoteProvisioningError where the server refuses.
 */
export async function openServerLink(
  questions: LinkQuestions,
  target: LinkTarget,
): Promise<LinkState> {
  let answer = await questions.open(target);
  if ("uuid" in target && answer.state !== LinkState.opening) {
    await makeServerFree(questions);
    answer = await questions.open(target);
  }
  if (answer.status !== RemoteStatus.success)
    throw new RemoteProvisioningError(answer.status, LinkOpen.name);
  return answer.state as LinkState;
}

/**
 * Closes a link of this client that the server still has from before a restart. A server that
 * does not answer is taken to have none; if it has one, it refuses the Link Open.
 */
export async function makeServerFree(questions: LinkQuestions): Promise<void> {
  const ask = () => undefinedOnTimeout(questions.state(answerTimeout));
  let answer = await ask();
  if (answer === undefined || answer.state === LinkState.idle) return;
  answer = await undefinedOnTimeout(questions.close(answerTimeout));
  for (let left = waitsForFree; answer && answer.state !== LinkState.idle; left--) {
    if (answer.status !== RemoteStatus.success || left === 0)
      throw new RemoteProvisioningError(RemoteStatus.linkCannotOpen, LinkOpen.name);
    await questions.wait(waitForFree);
    answer = await ask();
  }
}
