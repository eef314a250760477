import { equalBytes } from "../../base/bytes.js";
import { Timer } from "../../base/timer.js";
import type { Clock } from "../../host/clock.js";
import type { Wifi, WifiAccessPoint, WifiScanOptions } from "../../host/wifi.js";

/** Channels of the 2.4 GHz band that are allowed nearly everywhere. */
const lastChannel = 13;

/** Milliseconds between groups of channels, in which the device's own access point sends its beacons. */
const groupPause = 120;

export interface ScannerOptions {
  readonly clock: Clock;
  readonly wifi: Wifi;
  /** Networks that are kept, the strongest first. */
  readonly entries: number;
}

export interface ScanRequest {
  readonly passive: boolean;
  /** Channels that are scanned in one go; 0 for all. */
  readonly groupChannels: number;
  /** Milliseconds on each channel; 0 for what is usual. */
  readonly period: number;
}

/** Repeaters of a network have its name and its authentication; an open access point that imitates it has another authentication. */
function isSameNetwork(a: WifiAccessPoint, b: WifiAccessPoint): boolean {
  return a.auth === b.auth && equalBytes(a.ssid, b.ssid);
}

/** Looks for access points, channel by channel where it is asked to, and keeps the strongest. */
export class Scanner {
  readonly #options: ScannerOptions;
  #results: WifiAccessPoint[] = [];
  #done: ((succeeded: boolean) => void) | undefined;
  #cancel: (() => void) | undefined;
  /** Between two groups of channels; then `#scan` goes on with `#next`. */
  readonly #pause: Timer<Scanner>;
  #request: ScanRequest | undefined;
  #next = 1;

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#pause = new Timer(options.clock, Scanner.#scanNext, this);
  }

  get running(): boolean {
    return this.#done !== undefined;
  }

  /** What the latest scan found. */
  get results(): readonly WifiAccessPoint[] {
    return this.#results;
  }

  /** Starts a scan; one in progress is aborted, and its `done` called with false. */
  start(request: ScanRequest, done: (succeeded: boolean) => void): void {
    this.#end(false);
    this.#results = [];
    this.#done = done;
    this.#request = request;
    this.#scan(1);
  }

  /** Aborts a scan, and clears the results. */
  close(): void {
    this.#end(false);
    this.#results = [];
  }

  #end(succeeded: boolean): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#pause.stop();
    const done = this.#done;
    this.#done = undefined;
    done?.(succeeded);
  }

  /** `channel`: the next one, where they are scanned in groups. */
  #scan(channel: number): void {
    const { passive, groupChannels, period } = this.#request!;
    const options: WifiScanOptions = {
      passive,
      ...(period > 0 && { period }),
      ...(groupChannels > 0 && { channel }),
    };
    this.#cancel = this.#options.wifi.scan(
      options,
      (found) => this.#add(found),
      (succeeded) => {
        this.#cancel = undefined;
        if (!succeeded) this.#end(false);
        else this.#goOn(groupChannels > 0 ? channel + 1 : lastChannel + 1);
      },
    );
  }

  #goOn(next: number): void {
    this.#next = next;
    if (next > lastChannel) this.#end(true);
    else if ((next - 1) % this.#request!.groupChannels === 0) this.#pause.start(groupPause);
    else this.#scan(next);
  }

  static #scanNext(scanner: Scanner): void {
    scanner.#scan(scanner.#next);
  }

  /**
   * Inserts one in the order of strength, and drops the weakest beyond the limit. A network
   * is in the list once, with its strongest access point.
   */
  #add(found: WifiAccessPoint): void {
    const results = this.#results;
    const known = results.findIndex((one) => isSameNetwork(one, found));
    if (known >= 0 && results[known]!.rssi >= found.rssi) return;
    if (known >= 0) results.splice(known, 1);
    let place = results.length;
    while (place > 0 && results[place - 1]!.rssi < found.rssi) place--;
    if (place >= this.#options.entries) return;
    results.splice(place, 0, found);
    results.length = Math.min(results.length, this.#options.entries);
  }
}
