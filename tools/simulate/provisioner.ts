import type { CaptureKeys } from "../capture/keys.js";

/** The AppKey and the group that a simulated network uses. */
export const appKeyIndex = 0;
export const group = 0xc000;

/** Who takes the lights in and switches them. What returns a promise needs time to pass on the air's clock. */
export interface LightProvisioner {
  /** Provisionings that it can do at a time. */
  readonly links: number;
  /** Of one in another process: rejects when that is gone, and then nothing below ever settles. */
  readonly lost?: Promise<never>;
  /** Of one in another process: called with the time, ms of the air's clock; resolves when it has done what is due by then. */
  readonly follow?: (now: number) => Promise<void>;
  /** Makes the network and its AppKey. */
  prepare(): Promise<void>;
  /**
   * Waits until it has heard the beacon of a device that is wanted; resolves with its UUID,
   * hexadecimal digits. One call at a time. May reject when none is heard for long.
   */
  find(wanted: (uuid: string) => boolean): Promise<string>;
  /** Provisions a light; resolves with its unicast address. */
  provision(uuid: Uint8Array): Promise<number>;
  /** Gives it the AppKey, binds its Generic OnOff Server to that and subscribes it to the group. */
  configure(address: number): Promise<void>;
  /** Switches the group on; nobody answers. */
  switchOn(): Promise<void>;
  /** Asks a light for its state. */
  isOn(address: number): Promise<boolean>;
  /** All keys of the network, for the capture. */
  addKeysTo(keys: CaptureKeys): void;
  close(): Promise<void>;
}
