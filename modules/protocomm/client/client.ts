import { development } from "../../base/development.js";
import type { AbortSignalLike } from "../../base/abort.js";
import { asciiBytes } from "../../base/bytes.js";
import { AbortError, TimeoutError } from "../../base/errors.js";
import { frozen } from "../../base/frozen.js";
import type { Clock } from "../../host/clock.js";
import type { WifiAccessPoint, WifiNetwork } from "../../host/wifi.js";
import { decode, encode } from "../codec.js";
import { Status } from "../proto/constants.js";
import {
  ConfigMessage,
  type ConfigPayload,
  type ConfigPayloadInit,
  readConfigPayload,
  writeConfigPayload,
} from "../proto/wifi-config.js";
import { FailReason, StationState } from "../proto/wifi-constants.js";
import { CtrlMessage, readCtrlPayload, writeCtrlPayload } from "../proto/wifi-ctrl.js";
import {
  readScanPayload,
  ScanMessage,
  type ScanPayload,
  type ScanPayloadInit,
  writeScanPayload,
} from "../proto/wifi-scan.js";
import {
  type ClientSecurity,
  ClientSecurity0,
  ClientSecurity1,
  type ClientTools,
} from "./security.js";
import { ClientSecurity2, type Security2Credentials } from "./security2.js";
import { type ClientTransport, ProtocommError, ProtocommStatusError } from "./transport.js";
import { type DeviceVersion, oldestVersion, parseVersion, wantsOldest } from "./version.js";

/** Options of a ProvisioningClient. */
export interface ProvisioningClientOptions extends ClientTools {
  /** Connection to the device. */
  readonly transport: ClientTransport;
  /** Timers of the requests and waits. */
  readonly clock: Clock;
  /** For devices with security 1; absent for devices without a proof of possession. */
  readonly proofOfPossession?: string;
  /** For devices with security 2. */
  readonly credentials?: Security2Credentials;
  /** Uses this security scheme in place of the one that the device prefers. */
  readonly security?: 0 | 1 | 2;
}

/** Wi-Fi state of a device. */
export type DeviceStatus =
  | { readonly state: "disconnected" }
  /** `attemptsRemaining`: after an attempt that failed. */
  | { readonly state: "connecting"; readonly attemptsRemaining?: number }
  | {
      readonly state: "connected";
      readonly address: string;
      readonly ssid: Uint8Array;
      readonly bssid: Uint8Array;
      readonly channel: number;
    }
  | { readonly state: "failed"; readonly reason: "authentication" | "not-found" };

/** Parameters of a device's scan. */
export interface ScanChoices {
  /** The device listens for beacons in place of sending probe requests. Default false. */
  readonly passive?: boolean;
  /** The device answers when it is done, rather than when it has begun. Default true. */
  readonly blocking?: boolean;
  /** Milliseconds on each channel. Default 120. */
  readonly period?: number;
  /** Channels scanned at a time; 0 for all. Default: that of the transport. */
  readonly groupChannels?: number;
}

/** How long to wait for a device. */
export interface WaitOptions {
  /** Called with each status that differs from the one before. */
  readonly onStatus?: (status: DeviceStatus) => void;
  /** Milliseconds between requests. Default 1000. */
  readonly interval?: number;
  /** Milliseconds until the whole procedure times out. Default 60,000. */
  readonly timeout?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignalLike;
}

const none = frozen(new Uint8Array(0));

/** Provisions a device, as ESP-IDF's esp_prov does. Methods are called one after the other. */
export class ProvisioningClient {
  readonly #options: ProvisioningClientOptions;
  #security: ClientSecurity | undefined;

  constructor(options: ProvisioningClientOptions) {
    development.options?.("ProvisioningClient", options);
    this.#options = options;
  }

  /** The device's answer from the endpoint proto-ver. */
  async version(): Promise<DeviceVersion> {
    const { transport } = this.#options;
    const answer = await transport.send("proto-ver", asciiBytes("none"));
    if (!wantsOldest(answer)) return parseVersion(answer);
    return parseVersion(await transport.send("proto-ver", asciiBytes(oldestVersion)));
  }

  /**
   * Establishes a session, in the security scheme that the device prefers. Rejects with
   * ProofError where a secret is wrong, and ProtocommError where one is missing.
   */
  async open(): Promise<DeviceVersion> {
    const version = await this.version();
    this.#security?.close();
    const security = this.#choose(version);
    this.#security = security;
    await security.establish((request) => this.#options.transport.send("prov-session", request));
    return version;
  }

  /** A request to an endpoint of the application, in the session. */
  async request(endpoint: string, message: Uint8Array): Promise<Uint8Array> {
    const security = this.#security;
    if (!security) throw new ProtocommError("there is no session");
    const answer = await this.#options.transport.send(endpoint, security.encrypt(message));
    return security.decrypt(answer);
  }

  /** The access points that the device has found, the strongest first. */
  async scan(choices: ScanChoices = {}): Promise<WifiAccessPoint[]> {
    const { transport, clock } = this.#options;
    const { passive = false, blocking = true, period = 120 } = choices;
    const { groupChannels = transport.groupChannels } = choices;
    const start = {
      passive,
      blocking,
      group_channels: groupChannels,
      period_ms: period,
    };
    await this.#scan({ msg: ScanMessage.CommandStart, cmd_scan_start: start });
    for (;;) {
      const answer = await this.#scan({ msg: ScanMessage.CommandStatus, cmd_scan_status: {} });
      const { scan_finished = false, result_count = 0 } = answer.resp_scan_status ?? {};
      if (scan_finished) return this.#results(result_count);
      await sleep(clock, 200);
    }
  }

  /** Sends credentials. Rejects with ProtocommStatusError where the device does not take them. */
  async configure({ ssid, passphrase, bssid }: WifiNetwork): Promise<void> {
    const command = { ssid, passphrase, ...(bssid && { bssid }) };
    const answer = await this.#config({
      msg: ConfigMessage.CommandSetConfig,
      cmd_set_config: command,
    });
    checkStatus("SetConfig", answer.resp_set_config?.status);
  }

  /** Makes the device join the network. */
  async apply(): Promise<void> {
    const message = { msg: ConfigMessage.CommandApplyConfig, cmd_apply_config: {} };
    const answer = await this.#config(message);
    checkStatus("ApplyConfig", answer.resp_apply_config?.status);
  }

  /** Wi-Fi state of the device. Rejects with ProtocommStatusError. */
  async status(): Promise<DeviceStatus> {
    const message = { msg: ConfigMessage.CommandGetStatus, cmd_get_status: {} };
    const answer = (await this.#config(message)).resp_get_status;
    checkStatus("GetStatus", answer?.status);
    const { connected, attempt_failed, fail_reason } = answer!;
    switch (answer!.sta_state) {
      case StationState.Connected:
        return {
          state: "connected",
          address: connected?.ip4_addr ?? "",
          ssid: connected?.ssid?.slice() ?? none,
          bssid: connected?.bssid?.slice() ?? none,
          channel: connected?.channel ?? 0,
        };
      case StationState.Connecting:
        return attempt_failed
          ? { state: "connecting", attemptsRemaining: attempt_failed.attempts_remaining }
          : { state: "connecting" };
      case StationState.ConnectionFailed:
        return {
          state: "failed",
          reason: fail_reason === FailReason.NetworkNotFound ? "not-found" : "authentication",
        };
      default:
        return { state: "disconnected" };
    }
  }

  /** Sends credentials and waits until the device is connected or has failed. */
  async provision(network: WifiNetwork, options: WaitOptions = {}): Promise<DeviceStatus> {
    await this.configure(network);
    await this.apply();
    return this.wait(options);
  }

  /** Requests the status until the device is connected or has failed. Rejects with TimeoutError or AbortError. */
  async wait(options: WaitOptions = {}): Promise<DeviceStatus> {
    const { onStatus, interval = 1000, timeout = 60_000, signal } = options;
    const { clock } = this.#options;
    const end = clock.now() + timeout;
    let before = "";
    for (;;) {
      const status = await this.status();
      const text = JSON.stringify(status);
      if (text !== before) onStatus?.(status);
      before = text;
      if (status.state === "connected" || status.state === "failed") return status;
      if (clock.now() >= end) throw new TimeoutError("the device joined no network in time");
      await sleep(clock, interval);
      if (signal?.aborted) throw new AbortError("given up");
    }
  }

  /** Makes the device delete its stored network. */
  reset(): Promise<void> {
    return this.#control("Reset", { msg: CtrlMessage.CommandReset, cmd_ctrl_reset: {} });
  }

  /** Has a device that is connected take other credentials. */
  reprovision(): Promise<void> {
    return this.#control("Reprov", { msg: CtrlMessage.CommandReprov, cmd_ctrl_reprov: {} });
  }

  /** Wipes the session's keys and closes the transport. */
  close(): void {
    this.#security?.close();
    this.#security = undefined;
    this.#options.transport.close();
  }

  #choose({ security, patchVersion, capabilities }: DeviceVersion): ClientSecurity {
    const { crypto, random, proofOfPossession = "", credentials } = this.#options;
    const tools = { crypto, random };
    switch (this.#options.security ?? security) {
      case 0:
        return new ClientSecurity0();
      case 1:
        if (proofOfPossession === "" && security === 1 && !capabilities.includes("no_pop"))
          throw new ProtocommError("the device wants a proof of possession");
        // a proof of possession is not used with a device that has none
        return new ClientSecurity1(tools, capabilities.includes("no_pop") ? "" : proofOfPossession);
      case 2:
        if (!credentials) throw new ProtocommError("the device wants a user's name and password");
        return new ClientSecurity2(tools, credentials, patchVersion);
    }
  }

  async #config(message: ConfigPayloadInit): Promise<ConfigPayload> {
    const octets = await this.request("prov-config", encode(writeConfigPayload, message));
    const answer = decode(readConfigPayload, octets);
    if (answer?.msg !== (message.msg ?? 0) + 1) throw nonsense("prov-config");
    return answer;
  }

  async #scan(message: ScanPayloadInit): Promise<ScanPayload> {
    const octets = await this.request("prov-scan", encode(writeScanPayload, message));
    const answer = decode(readScanPayload, octets);
    if (answer?.msg !== (message.msg ?? 0) + 1) throw nonsense("prov-scan");
    checkStatus("a scan command", answer.status);
    return answer;
  }

  async #control(name: string, message: Parameters<typeof writeCtrlPayload>[0]): Promise<void> {
    const octets = await this.request("prov-ctrl", encode(writeCtrlPayload, message));
    const answer = decode(readCtrlPayload, octets);
    if (answer?.msg !== (message.msg ?? 0) + 1) throw nonsense("prov-ctrl");
    checkStatus(name, answer.status);
  }

  async #results(count: number): Promise<WifiAccessPoint[]> {
    const { scanPage } = this.#options.transport;
    const found: WifiAccessPoint[] = [];
    while (found.length < count) {
      const page = Math.min(scanPage, count - found.length);
      const answer = await this.#scan({
        msg: ScanMessage.CommandResult,
        cmd_scan_result: { start_index: found.length, count: page },
      });
      const entries = answer.resp_scan_result?.entries ?? [];
      if (entries.length === 0) throw nonsense("prov-scan");
      for (const { ssid = none, bssid = none, channel, rssi, auth } of entries)
        found.push({ ssid: ssid.slice(), bssid: bssid.slice(), channel, rssi, auth });
    }
    return found;
  }
}

function nonsense(endpoint: string): ProtocommError {
  return new ProtocommError(`the device's answer from ${endpoint} makes no sense`);
}

function checkStatus(command: string, status: number | undefined): void {
  if (status === Status.Success) return;
  const [meaning = "nonsense"] =
    Object.entries(Status).find(([, number]) => number === status) ?? [];
  throw new ProtocommStatusError(command, status ?? -1, meaning);
}

function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.schedule(resolve, milliseconds));
}
