import type {
  Wifi,
  WifiAccessPoint,
  WifiConnection,
  WifiFailure,
  WifiNetwork,
  WifiScanOptions,
} from "../../modules/host/wifi.js";
import type { ServiceLink } from "./service-link.js";
import { readAccessPoint, readConnection, writeNetwork } from "./service-records.js";
import {
  OctetReader,
  OctetWriter,
  ServiceEvent,
  ServiceOperation,
  WifiChange,
} from "./services.js";

/** Inside XS: the Wi-Fi of the machine's host. */
export class XsWifi implements Wifi {
  readonly #link: ServiceLink;
  #observer: ((state: WifiConnection | WifiFailure) => void) | undefined;
  #scan = 0;
  #found: ((accessPoint: WifiAccessPoint) => void) | undefined;
  #scanned: ((succeeded: boolean) => void) | undefined;

  constructor(link: ServiceLink) {
    this.#link = link;
    link.on(ServiceEvent.wifiFound, (scan, _, data) => {
      if (scan === this.#scan) this.#found?.(readAccessPoint(new OctetReader(data)));
    });
    link.on(ServiceEvent.wifiScanned, (scan, succeeded) => {
      if (scan === this.#scan) this.#endScan()?.(succeeded === 1);
    });
    link.on(ServiceEvent.wifiChanged, (change, _, data) => this.#observer?.(stateOf(change, data)));
  }

  get address(): Uint8Array {
    return this.#link.askOctets(ServiceOperation.wifiAddress);
  }

  scan(
    { passive = false, channel = 0, period = 0 }: WifiScanOptions,
    found: (accessPoint: WifiAccessPoint) => void,
    done: (succeeded: boolean) => void,
  ): () => void {
    const scan = ++this.#scan;
    const options = Uint8Array.of(passive ? 1 : 0, channel, period >> 8, period);
    this.#link.ask(ServiceOperation.wifiScan, scan, 0, options);
    this.#found = found;
    this.#scanned = done;
    return () => {
      if (this.#scan !== scan || !this.#endScan()) return;
      this.#link.ask(ServiceOperation.wifiEndScan);
    };
  }

  observe(onChange: ((state: WifiConnection | WifiFailure) => void) | undefined): void {
    this.#observer = onChange;
    this.#link.ask(ServiceOperation.wifiObserve, onChange ? 1 : 0);
  }

  connect(network: WifiNetwork): void {
    const writer = new OctetWriter();
    writeNetwork(writer, network);
    this.#link.ask(ServiceOperation.wifiConnect, 0, 0, writer.finish());
  }

  disconnect(): void {
    this.#link.ask(ServiceOperation.wifiDisconnect);
  }

  close(): void {
    this.observe(undefined);
    this.disconnect();
    this.#endScan();
  }

  /** Ends the scan; returns the callback that waits for its end. */
  #endScan(): ((succeeded: boolean) => void) | undefined {
    const done = this.#scanned;
    this.#found = undefined;
    this.#scanned = undefined;
    return done;
  }
}

function stateOf(change: number, data: Uint8Array): WifiConnection | WifiFailure {
  switch (change) {
    case WifiChange.connected:
      return readConnection(new OctetReader(data));
    case WifiChange.authentication:
      return "authentication";
    case WifiChange.notFound:
      return "not-found";
    default:
      return "lost";
  }
}
