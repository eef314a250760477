import type { CaptureKeys } from "../capture/keys.js";

/** The AppKey and the group that a simulated network uses. */
export const appKeyIndex = 0;
export const group = 0xc000;

/**
 * Provisions, configures and switches the lights. Methods that return a promise need virtual time
 * to advance.
 */
export interface LightProvisioner {
  /** Number of provisionings that it can do at the same time. */
  readonly links: number;
  /**
   * For a provisioner in another process: rejects when that process has ended; then no promise of
   * the other members settles.
   */
  readonly lost?: Promise<never>;
  /**
   * For a provisioner in another process: called with the virtual time in ms; resolves when the
   * process has done what is due by then.
   */
  readonly follow?: (now: number) => Promise<void>;
  /** Creates the network and its AppKey. */
  prepare(): Promise<void>;
  /**
   * Waits for the beacon of a device that `wanted` accepts; resolves with its UUID in hexadecimal
   * digits. One call at a time. May reject if none is received for a long time.
   */
  find(wanted: (uuid: string) => boolean): Promise<string>;
  /** Provisions a light; resolves with its unicast address. */
  provision(uuid: Uint8Array): Promise<number>;
  /**
   * Gives the device the AppKey, binds it to its models and subscribes its Generic OnOff Server to
   * the group. Resolves to whether its primary element has that, so that it can be switched.
   */
  configure(address: number): Promise<boolean>;
  /** Switches the group on; the message is unacknowledged. */
  switchOn(): Promise<void>;
  /** Requests the state of a light. */
  isOn(address: number): Promise<boolean>;
  /** Adds all keys of the network to the capture. */
  addKeysTo(keys: CaptureKeys): void;
  close(): Promise<void>;
}
