import { MeshError } from "../../base/errors.js";

/** Carries requests to a device, one at a time. */
export interface ClientTransport {
  /** Scan results asked for at a time, so that an answer fits. */
  readonly scanPage: number;
  /**
   * Channels scanned at a time, so that the device can serve its own access point in between; 0
   * for all.
   */
  readonly groupChannels: number;
  /** The answer. Rejects with ProtocommRefusedError where the device refuses, or with another error where the connection is lost. */
  send(endpoint: string, request: Uint8Array): Promise<Uint8Array>;
  /** Closes the connection. */
  close(): void;
}

/** Provisioning a device failed; base class of the errors below. */
export class ProtocommError extends MeshError {
  override get name(): string {
    return "ProtocommError";
  }
}

/** The device refused a request: an error of ATT, or a status of HTTP. */
export class ProtocommRefusedError extends ProtocommError {
  /** Name of the endpoint, such as "prov-config". */
  readonly endpoint: string;

  constructor(endpoint: string, why: string) {
    super(`the device refused a request to ${endpoint}: ${why}`);
    this.endpoint = endpoint;
  }

  override get name(): string {
    return "ProtocommRefusedError";
  }
}

/** The device does not accept the proof of possession or the password, or does not prove that it knows them. */
export class ProofError extends ProtocommError {
  override get name(): string {
    return "ProofError";
  }
}

/** The device answered a command with a status other than Success. */
export class ProtocommStatusError extends ProtocommError {
  /** A value of Status. */
  readonly status: number;

  constructor(command: string, status: number, meaning: string) {
    super(`the device answered ${command} with ${meaning}`);
    this.status = status;
  }

  override get name(): string {
    return "ProtocommStatusError";
  }
}
