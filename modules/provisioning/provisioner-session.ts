import { equalBytes } from "../base/bytes.js";
import { randomBytes } from "../base/random.js";
import type { EcdhKeyPair } from "../host/crypto.js";
import {
  ErrorCode,
  LinkClosedError,
  ProvisioningAbortError,
  ProvisioningFailedError,
  ProvisioningRefusedError,
  ProvisioningTimeoutError,
} from "./errors.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "./link.js";
import {
  authenticationSize,
  enteredAuthValue,
  kindOf,
  noAuthValue,
  oobAuthValue,
  randomOobValue,
  staticAuthValue,
  type Algorithm,
} from "./oob.js";
import {
  capabilitiesOf,
  PduType,
  type Capabilities,
  type ProvisioningData,
  type ProvisioningPdu,
  type Start,
} from "./pdu.js";
import {
  chooseStart,
  type Authentication,
  type ProvisionedDevice,
  type ProvisionerSessionOptions,
  type ProvisioningStep,
} from "./provisioner-options.js";
import { expectedPdu, type ProvisionerState } from "./provisioner-state.js";
import { SessionIo } from "./session-io.js";
import {
  confirmation,
  confirmationInputs,
  confirmationSecrets,
  encodeProvisioningData,
  sealProvisioningData,
  sessionSecrets,
  type ConfirmationSecrets,
  type SessionSecrets,
} from "./session-keys.js";

/** The provisioner's part of one provisioning (Mesh Protocol 1.1 §5.4), over any link. */
export class ProvisionerSession implements LinkCallbacks {
  readonly #options: ProvisionerSessionOptions;
  readonly #io: SessionIo;
  readonly #link: ProvisioningLink;
  #state: ProvisionerState = "opening";
  #capabilities: Capabilities | undefined;
  #data: ProvisioningData | undefined;
  #plainData: Uint8Array = new Uint8Array(0);
  #start: Start | undefined;
  #authentication: Authentication = { method: "none" };
  #keyPair: EcdhKeyPair | undefined;
  #peerKey: Uint8Array = new Uint8Array(0);
  #sharedSecret: Uint8Array | undefined;
  #authValue: Uint8Array | undefined;
  #inputComplete = false;
  #ownRandom: Uint8Array = new Uint8Array(0);
  #ownConfirmation: Uint8Array = new Uint8Array(0);
  #peerConfirmation: Uint8Array = new Uint8Array(0);
  #confirmation: ConfirmationSecrets | undefined;
  #session: SessionSecrets | undefined;
  #dataSent = false;
  readonly #abort = () => this.#end(new ProvisioningAbortError(this.#dataSent), CloseReason.fail);

  /** Opens the link. */
  constructor(options: ProvisionerSessionOptions) {
    this.#options = options;
    this.#io = new SessionIo({
      clock: options.clock,
      diagnostics: options.diagnostics,
      timeout: options.protocolTimeout,
      onTimeout: () =>
        this.#end(
          new ProvisioningTimeoutError("the device does not go on", this.#dataSent),
          CloseReason.timeout,
        ),
    });
    this.#link = options.openLink(options.request.uuid, this);
    options.request.signal?.addEventListener("abort", this.#abort);
  }

  onOpen(): void {
    if (this.#state === "opening") this.#reached("link-open", () => this.#invite());
  }

  #invite(): void {
    const { attention = 0 } = this.#options.request;
    this.#io.begin();
    this.#enter("capabilities");
    this.#send({ type: PduType.invite, attentionDuration: attention }, () => this.#tell("invited"));
  }

  onPdu(octets: Uint8Array): void {
    if (this.#state === "ended") return;
    const pdu = this.#io.receive(octets);
    if (typeof pdu === "number") this.#fail(pdu);
    else if (pdu.type === PduType.failed)
      this.#end(
        new ProvisioningFailedError(pdu.errorCode, "device", this.#dataSent),
        CloseReason.fail,
      );
    else if (pdu.type !== expectedPdu[this.#state]) {
      this.#io.dropUnexpected(octets);
      this.#fail(ErrorCode.unexpectedPdu);
    } else this.#take(pdu);
  }

  onClose(reason: CloseReason, by: "local" | "peer", error?: Error): void {
    if (this.#state === "ended") return;
    const known =
      by === "local" && reason === CloseReason.timeout
        ? new ProvisioningTimeoutError("the device does not answer", this.#dataSent)
        : new LinkClosedError(reason, this.#dataSent);
    this.#end(error ?? known, reason);
  }

  /** Aborts the provisioning. */
  close(): void {
    this.#abort();
  }

  #take(pdu: ProvisioningPdu): void {
    switch (pdu.type) {
      case PduType.capabilities:
        this.#capabilities = capabilitiesOf(pdu);
        return this.#reached("capabilities", () => this.#begin());
      case PduType.publicKey:
        return this.#takePublicKey(pdu.publicKey);
      case PduType.inputComplete:
        this.#inputComplete = true;
        this.#enter("busy");
        return this.#confirm();
      case PduType.confirmation:
        return this.#takeConfirmation(pdu.confirmation);
      case PduType.random:
        return this.#takeRandom(pdu.random);
      case PduType.complete:
        return this.#end(this.#device(), CloseReason.success);
      default:
        // The table of expected types names no other.
        return;
    }
  }

  #begin(): void {
    if (this.#answerCapabilities(this.#capabilities!)) this.#takeKeyPair();
  }

  /** Answers with Start; false where the session has ended. */
  #answerCapabilities(capabilities: Capabilities): boolean {
    const { request, random } = this.#options;
    try {
      const { start, authentication } = chooseStart(request, capabilities);
      this.#authentication = authentication;
      this.#data = request.assign(capabilities);
      if (this.#ended) return false;
      if (this.#data === undefined)
        throw new ProvisioningRefusedError("there is no address for the device");
      this.#plainData = encodeProvisioningData(this.#data, capabilities.elements);
      this.#start = start;
      this.#io.interactive =
        authentication.method === "output" || authentication.method === "input";
      this.#enter("busy");
      this.#send({ type: PduType.start, ...start });
    } catch (error) {
      this.#end(error as Error, CloseReason.fail);
      return false;
    }
    this.#ownRandom = randomBytes(random, this.#size());
    return true;
  }

  #takeKeyPair(): void {
    this.#options.keyPairs.take((pair) => {
      if (this.#state !== "busy") pair.close();
      else this.#useKeyPair(pair);
    });
  }

  #useKeyPair(pair: EcdhKeyPair): void {
    const { publicKey } = this.#options.request;
    this.#keyPair = pair;
    this.#enter("public-key");
    this.#send({ type: PduType.publicKey, publicKey: pair.publicKey }, () => {
      // A public key that is known out of band is not sent by the device.
      if (publicKey !== undefined && this.#state === "public-key") this.#takePublicKey(publicKey);
    });
  }

  #takePublicKey(peerKey: Uint8Array): void {
    this.#peerKey = peerKey;
    if (equalBytes(peerKey, this.#keyPair!.publicKey)) {
      this.#wrong(ErrorCode.invalidFormat, 65);
      return;
    }
    this.#enter("busy");
    this.#reached("keys-exchanged", () => this.#makeSecret());
  }

  #makeSecret(): void {
    this.#keyPair!.sharedSecret(this.#peerKey, (secret) => {
      if (this.#state === "ended") return;
      this.#sharedSecret = secret;
      if (secret === undefined) this.#wrong(ErrorCode.invalidFormat, 65);
      else this.#confirm();
    });
    try {
      this.#authenticate();
    } catch (error) {
      this.#end(error as Error, CloseReason.fail);
    }
  }

  /** Determines the AuthValue; with output OOB the user reads it. */
  #authenticate(): void {
    const authentication = this.#authentication;
    const start = this.#start!;
    const algorithm = start.algorithm as Algorithm;
    switch (authentication.method) {
      case "none":
        this.#authValue = noAuthValue(algorithm);
        return;
      case "static":
        this.#authValue = staticAuthValue(algorithm, authentication.value);
        return;
      case "input": {
        const value = randomOobValue(this.#options.random, kindOf(start), start.size);
        this.#authValue = oobAuthValue(algorithm, value);
        this.#enter("input-complete");
        authentication.show(value);
        return;
      }
      case "output":
        authentication
          .read()
          .then((value) => {
            if (this.#state === "ended") return;
            this.#authValue = enteredAuthValue(start, value);
            this.#confirm();
          })
          .catch((error: unknown) => this.#end(error as Error, CloseReason.fail));
        return;
    }
  }

  /** Sends the confirmation as soon as secret, AuthValue and the device's Input Complete are there. */
  #confirm(): void {
    if (this.#makeConfirmation())
      this.#send({ type: PduType.confirmation, confirmation: this.#ownConfirmation });
  }

  #makeConfirmation(): boolean {
    const { crypto, request } = this.#options;
    const start = this.#start!;
    if (this.#state !== "busy" || !this.#sharedSecret || !this.#authValue) return false;
    if (this.#authentication.method === "input" && !this.#inputComplete) return false;
    this.#confirmation = confirmationSecrets(
      crypto,
      start.algorithm as Algorithm,
      this.#sharedSecret,
      this.#authValue,
      confirmationInputs({
        attention: request.attention ?? 0,
        capabilities: this.#capabilities!,
        start,
        provisionerKey: this.#keyPair!.publicKey,
        deviceKey: this.#peerKey,
      }),
    );
    this.#ownConfirmation = confirmation(crypto, this.#confirmation, this.#ownRandom);
    this.#enter("confirmation");
    return true;
  }

  #takeConfirmation(peerConfirmation: Uint8Array): void {
    // An equal one would be a reflection of this side's.
    if (
      peerConfirmation.length !== this.#size() ||
      equalBytes(peerConfirmation, this.#ownConfirmation)
    ) {
      this.#wrong(ErrorCode.invalidFormat, peerConfirmation.length + 1);
      return;
    }
    this.#peerConfirmation = peerConfirmation;
    this.#enter("random");
    this.#send({ type: PduType.random, random: this.#ownRandom });
  }

  #takeRandom(peerRandom: Uint8Array): void {
    const { crypto } = this.#options;
    const secrets = this.#confirmation!;
    if (peerRandom.length !== this.#size()) {
      this.#wrong(ErrorCode.invalidFormat, peerRandom.length + 1);
      return;
    }
    const fits = equalBytes(confirmation(crypto, secrets, peerRandom), this.#peerConfirmation);
    if (!fits || equalBytes(peerRandom, this.#ownRandom)) {
      this.#wrong(ErrorCode.confirmationFailed, peerRandom.length + 1);
      return;
    }
    const { salt } = secrets;
    const secret = this.#sharedSecret!;
    this.#session = sessionSecrets(crypto, secret, salt, this.#ownRandom, peerRandom);
    this.#enter("complete");
    this.#reached("authenticated", () => this.#sendData());
  }

  #sendData(): void {
    try {
      this.#options.request.onData?.(this.#device());
    } catch (error) {
      this.#end(error as Error, CloseReason.fail);
      return;
    }
    this.#dataSent = true;
    const { crypto } = this.#options;
    const sealed = sealProvisioningData(crypto, this.#session!, this.#plainData);
    this.#send({ type: PduType.data, ...sealed });
    this.#tell("data-sent");
  }

  #device(): ProvisionedDevice {
    const { address, netKeyIndex } = this.#data!;
    return {
      uuid: this.#options.request.uuid.slice(),
      deviceKey: this.#session!.deviceKey,
      address,
      elements: this.#capabilities!.elements,
      netKeyIndex,
      capabilities: this.#capabilities!,
      algorithm: this.#start!.algorithm as Algorithm,
      authentication: this.#authentication.method,
    };
  }

  #enter(state: ProvisionerState): void {
    this.#state = state;
    this.#io.advance();
  }

  #size(): 16 | 32 {
    return authenticationSize((this.#start?.algorithm ?? 0) as Algorithm);
  }

  get #ended(): boolean {
    return this.#state === "ended";
  }

  /** Continues with `next` after the caller's callback, in which it may abort. */
  #reached(step: ProvisioningStep, next: () => void): void {
    const { queue, request } = this.#options;
    if (!request.onProgress) return next();
    this.#tell(step);
    queue.call(() => {
      if (!this.#ended) next();
    }, undefined);
  }

  /** Calls the caller's `onProgress` from the run queue. */
  #tell(step: ProvisioningStep): void {
    const { queue, request } = this.#options;
    if (request.onProgress) queue.call(request.onProgress, step);
  }

  #wrong(code: ErrorCode, octets: number): void {
    this.#io.dropValue(octets);
    this.#fail(code);
  }

  #fail(code: ErrorCode): void {
    this.#end(new ProvisioningFailedError(code, "provisioner", this.#dataSent), CloseReason.fail);
  }

  #end(result: ProvisionedDevice | Error, reason: CloseReason): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#io.stop();
    this.#options.request.signal?.removeEventListener("abort", this.#abort);
    // A public key is used once: §5.4.2.3.
    this.#keyPair?.close();
    this.#keyPair = undefined;
    this.#link.close(reason);
    this.#options.onEnd(result);
    if (!(result instanceof Error)) this.#tell("complete");
  }

  #send(pdu: ProvisioningPdu, delivered?: () => void): void {
    this.#io.send(this.#link, pdu, delivered);
  }
}
