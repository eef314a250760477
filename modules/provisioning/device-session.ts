import { equalBytes } from "../base/bytes.js";
import { randomBytes } from "../base/random.js";
import type { EcdhKeyPair } from "../host/crypto.js";
import type { DeviceProvisioned, DeviceSessionOptions } from "./device-session-options.js";
import { type DeviceState, expectedPdu } from "./device-state.js";
import { ErrorCode } from "./errors.js";
import { CloseReason, type LinkCallbacks } from "./link.js";
import {
  authenticationSize,
  enteredAuthValue,
  kindOf,
  noAuthValue,
  oobAuthValue,
  offers,
  randomOobValue,
  staticAuthValue,
  type Algorithm,
  type InputAction,
  type OobValue,
  type OutputAction,
} from "./oob.js";
import { Method, PduType, type ProvisioningPdu, type Start } from "./pdu.js";
import { SessionIo } from "./session-io.js";
import {
  confirmation,
  confirmationInputs,
  confirmationSecrets,
  openProvisioningData,
  sessionSecrets,
  type ConfirmationSecrets,
  type SessionSecrets,
} from "./session-keys.js";

/** Milliseconds after Complete after which the device is provisioned, delivered or not. */
const completeTimeout = 5000;

/** The device's part of one provisioning (Mesh Protocol 1.1 §5.4), over any link. */
export class DeviceSession implements LinkCallbacks {
  readonly #options: DeviceSessionOptions;
  readonly #io: SessionIo;
  #state: DeviceState = "invite";
  #attention = 0;
  #start: Start | undefined;
  #keyPair: EcdhKeyPair | undefined;
  #peerKey: Uint8Array = new Uint8Array(0);
  /** A Confirmation that came before the key pair. */
  #early: Uint8Array | undefined;
  #sharedSecret: Uint8Array | undefined;
  #authValue: Uint8Array | undefined;
  #peerConfirmation: Uint8Array | undefined;
  #ownRandom: Uint8Array = new Uint8Array(0);
  #confirmation: ConfirmationSecrets | undefined;
  #session: SessionSecrets | undefined;
  #result: DeviceProvisioned | undefined;

  constructor(options: DeviceSessionOptions) {
    this.#options = options;
    this.#io = new SessionIo({
      clock: options.clock,
      diagnostics: options.diagnostics,
      timeout: options.protocolTimeout,
      onTimeout: () => options.link.close(CloseReason.timeout),
    });
    this.#io.begin(options.inviteTimeout);
  }

  onOpen(): void {
    this.#io.begin(this.#options.inviteTimeout);
  }

  onPdu(octets: Uint8Array): void {
    if (this.#state === "ended") return;
    if (this.isEarly(octets)) {
      this.#early = octets;
      return;
    }
    const pdu = this.#io.receive(octets);
    if (typeof pdu === "number") this.fail(pdu);
    else if (pdu.type !== expectedPdu[this.#state]) {
      this.#io.dropUnexpected(octets);
      this.fail(ErrorCode.unexpectedPdu);
    } else this.take(pdu);
  }

  /**
   * Whether it is the Confirmation of a provisioner that knows the public key out of band, and so
   * waits for nothing, while this side still computes its key pair.
   */
  private isEarly(octets: Uint8Array): boolean {
    return (
      this.#state === "busy" &&
      this.#keyPair === undefined &&
      this.#start?.publicKey === 1 &&
      this.#early === undefined &&
      octets[0] === PduType.confirmation
    );
  }

  onClose(reason: CloseReason, by: "local" | "peer"): void {
    if (this.#state === "ended") return;
    this.tellProvisioned();
    this.close();
    this.#options.onEnd(reason, by);
  }

  /** Drops the session without a callback; the link is not closed. */
  close(): void {
    this.#state = "ended";
    this.#io.stop();
    // A public key is used once: §5.4.2.3.
    this.#keyPair?.close();
    this.#keyPair = undefined;
  }

  private take(pdu: ProvisioningPdu): void {
    switch (pdu.type) {
      case PduType.invite:
        return this.takeInvite(pdu.attentionDuration);
      case PduType.start:
        return this.takeStart(pdu);
      case PduType.publicKey:
        return this.takePublicKey(pdu.publicKey);
      case PduType.confirmation:
        return this.takeConfirmation(pdu.confirmation);
      case PduType.random:
        return this.takeRandom(pdu.random);
      case PduType.data:
        return this.takeData(pdu.encrypted, pdu.mic);
      default:
        // The table of expected types names no other.
        return;
    }
  }

  private takeInvite(attention: number): void {
    this.#attention = attention;
    this.enter("start");
    this.send({ type: PduType.capabilities, ...this.#options.capabilities });
    this.#options.onAttention(attention);
  }

  private takeStart(start: Start): void {
    if (!offers(this.#options.capabilities, start)) {
      this.#io.dropValue(6);
      this.fail(ErrorCode.invalidFormat);
      return;
    }
    this.#start = start;
    this.#io.interactive = start.method === Method.output || start.method === Method.input;
    this.enter("public-key");
    this.#ownRandom = randomBytes(this.#options.random, this.size());
  }

  private takePublicKey(peerKey: Uint8Array): void {
    this.#peerKey = peerKey.slice();
    this.enter("busy");
    const take = (pair: EcdhKeyPair) => {
      if (this.#state !== "busy") pair.close();
      else this.useKeyPair(pair);
    };
    const { crypto, device, keyPairs } = this.#options;
    if (this.#start?.publicKey === 1 && device.oobPrivateKey !== undefined)
      crypto.ecdhKeyPair(device.oobPrivateKey, take);
    else keyPairs.take(take);
  }

  private useKeyPair(pair: EcdhKeyPair): void {
    const start = this.#start!;
    this.#keyPair = pair;
    if (equalBytes(pair.publicKey, this.#peerKey)) {
      this.#io.dropValue(65);
      this.fail(ErrorCode.invalidFormat);
      return;
    }
    // The answer is sent while both sides compute the secret.
    if (start.publicKey === 0) this.send({ type: PduType.publicKey, publicKey: pair.publicKey });
    pair.sharedSecret(this.#peerKey, (secret) => this.useSecret(secret));
    this.authenticate(start);
    if (this.#early) this.onPdu(this.#early);
  }

  /** Determines the AuthValue; with input OOB the user enters it. */
  private authenticate(start: Start): void {
    const { device, random } = this.#options;
    // The callback of the secret may have changed the state already.
    if (this.#state !== "busy") return;
    const algorithm = start.algorithm as Algorithm;
    this.enter("confirmation");
    if (start.method === Method.static && device.staticOob !== undefined)
      this.#authValue = staticAuthValue(algorithm, device.staticOob);
    else if (start.method === Method.output && device.outputOob !== undefined) {
      const value = randomOobValue(random, kindOf(start), start.size);
      this.#authValue = oobAuthValue(algorithm, value);
      this.whileGoing(() => device.outputOob?.show(start.action as OutputAction, value));
    } else if (start.method === Method.input && device.inputOob !== undefined) {
      this.enter("busy");
      const enter = (value: OobValue) => this.takeInput(start, value);
      this.whileGoing(() => device.inputOob?.ask(start.action as InputAction, start.size, enter));
    } else this.#authValue = noAuthValue(algorithm);
  }

  private takeInput(start: Start, value: OobValue): void {
    const authValue = enteredAuthValue(start, value);
    if (this.#state !== "busy" || this.#authValue !== undefined) return;
    this.#authValue = authValue;
    this.enter("confirmation");
    this.send({ type: PduType.inputComplete });
  }

  /** Calls the application from the run queue, unless the session has ended by then. */
  private whileGoing(callback: () => void): void {
    this.#options.queue.call(() => {
      if (this.#state !== "failed" && this.#state !== "ended") callback();
    }, undefined);
  }

  private useSecret(secret: Uint8Array | undefined): void {
    if (this.#state === "failed" || this.#state === "ended") return;
    if (secret === undefined) {
      this.#io.dropValue(65);
      this.fail(ErrorCode.invalidFormat);
      return;
    }
    this.#sharedSecret = secret;
    this.confirm();
  }

  private takeConfirmation(peerConfirmation: Uint8Array): void {
    if (peerConfirmation.length !== this.size()) {
      this.#io.dropValue(peerConfirmation.length + 1);
      this.fail(ErrorCode.invalidFormat);
      return;
    }
    this.#peerConfirmation = peerConfirmation;
    this.enter("busy");
    this.confirm();
  }

  /** Answers the provisioner's confirmation as soon as the shared secret is computed. */
  private confirm(): void {
    const { crypto, capabilities } = this.#options;
    const start = this.#start;
    const secret = this.#sharedSecret;
    if (!this.#peerConfirmation || !secret || !start || !this.#authValue || !this.#keyPair) return;
    this.#confirmation = confirmationSecrets(
      crypto,
      start.algorithm as Algorithm,
      secret,
      this.#authValue,
      confirmationInputs({
        attention: this.#attention,
        capabilities,
        start,
        provisionerKey: this.#peerKey,
        deviceKey: this.#keyPair.publicKey,
      }),
    );
    const own = confirmation(crypto, this.#confirmation, this.#ownRandom);
    if (equalBytes(own, this.#peerConfirmation)) {
      this.#io.dropValue(own.length + 1);
      this.fail(ErrorCode.invalidFormat);
      return;
    }
    this.enter("random");
    this.send({ type: PduType.confirmation, confirmation: own });
  }

  private takeRandom(peerRandom: Uint8Array): void {
    const { crypto } = this.#options;
    const secrets = this.#confirmation!;
    if (peerRandom.length !== this.size()) {
      this.#io.dropValue(peerRandom.length + 1);
      this.fail(ErrorCode.invalidFormat);
      return;
    }
    const fits = equalBytes(confirmation(crypto, secrets, peerRandom), this.#peerConfirmation!);
    if (!fits || equalBytes(peerRandom, this.#ownRandom)) {
      this.#io.dropValue(peerRandom.length + 1);
      this.fail(ErrorCode.confirmationFailed);
      return;
    }
    this.#session = sessionSecrets(
      crypto,
      this.#sharedSecret!,
      secrets.salt,
      peerRandom,
      this.#ownRandom,
    );
    this.enter("data");
    this.send({ type: PduType.random, random: this.#ownRandom });
  }

  private takeData(encrypted: Uint8Array, mic: Uint8Array): void {
    const { crypto, capabilities } = this.#options;
    const session = this.#session!;
    const data = openProvisioningData(crypto, session, encrypted, mic);
    if (typeof data === "string") {
      this.#io.dropValue(34);
      this.fail(data === "decrypt" ? ErrorCode.decryptionFailed : ErrorCode.invalidData);
      return;
    }
    if (data.address + capabilities.elements - 1 > 0x7fff) {
      this.#io.dropValue(34);
      this.fail(ErrorCode.cannotAssignAddresses);
      return;
    }
    this.enter("busy");
    const result = { ...data, flags: data.flags & 3, deviceKey: session.deviceKey };
    // The stack of a chip is short, and storing goes deep.
    this.#options.queue.call(() => this.accept(result), undefined);
  }

  /** Sends Complete only after the data are stored, for a power cut. */
  private accept(result: DeviceProvisioned): void {
    if (this.#state !== "busy") return;
    this.#options.observer?.keysExchanged({
      publicKey: this.#keyPair!.publicKey,
      peerKey: this.#peerKey,
      salt: this.#session!.salt,
    });
    const taken = this.#options.onAccept(result);
    if (taken !== true) {
      this.fail(taken === false ? ErrorCode.outOfResources : taken);
      return;
    }
    this.#result = result;
    this.enter("complete");
    this.send({ type: PduType.complete }, () => this.tellProvisioned());
    this.#io.startCompleteTimer(completeTimeout, () => this.tellProvisioned());
  }

  /** Called once: when Complete is delivered, else after `completeTimeout` or at the end of the link. */
  private tellProvisioned(): void {
    const result = this.#result;
    this.#result = undefined;
    if (result !== undefined) this.#options.onProvisioned(result);
  }

  private enter(state: DeviceState): void {
    this.#state = state;
    this.#io.advance();
  }

  private size(): 16 | 32 {
    return authenticationSize((this.#start?.algorithm ?? 0) as Algorithm);
  }

  /** After an error only the end of the link is expected: §5.4.4. */
  private fail(code: ErrorCode): void {
    // Data that was accepted stays accepted.
    if (this.#state === "complete") return;
    const first = this.#state !== "failed";
    this.#state = "failed";
    if (first) this.#io.fail();
    this.send({
      type: PduType.failed,
      errorCode: first ? code : ErrorCode.unexpectedPdu,
    });
    if (first) this.#options.onFailed(code);
  }

  private send(pdu: ProvisioningPdu, delivered?: () => void): void {
    this.#io.send(this.#options.link, pdu, delivered);
  }
}
