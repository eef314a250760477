// Replaces host.ts in firmwares that use GATT, Wi-Fi or HTTP, so that others do not contain it.
import type { Crypto } from "../../modules/host/crypto.js";
import type { GattServer } from "../../modules/host/gatt.js";
import type { Host } from "../../modules/host/host.js";
import type { HttpServer } from "../../modules/host/http.js";
import type { Random } from "../../modules/host/random.js";
import type { SessionCrypto } from "../../modules/host/session-crypto.js";
import type { Trace } from "../../modules/host/trace.js";
import type { Wifi } from "../../modules/host/wifi.js";
import { NativeCrypto } from "../native/crypto.js";
import { NativeRandom } from "../native/random.js";
import { NativeSessionCrypto } from "../native/session-crypto.js";
import { XsGattServer } from "./gatt.js";
import { XsHttpServer } from "./http.js";
import { XsRadio } from "./radio.js";
import { XsRandom } from "./random.js";
import { ServiceClock } from "./service-clock.js";
import { ServiceLink } from "./service-link.js";
import { Present, ServiceOperation } from "./services.js";
import { XsStore } from "./store.js";
import { trace } from "./trace.js";
import { XsWifi } from "./wifi.js";

class ServiceRadio extends XsRadio {
  readonly gatt?: GattServer;

  constructor(
    options: {
      readonly sets: number;
      readonly traced: boolean;
      readonly random: boolean;
      readonly hostFilters: boolean;
    },
    gatt: GattServer | undefined,
  ) {
    super(options);
    if (gatt) this.gatt = gatt;
  }
}

/** Inside XS: the firmware's host, with the services that the machine's outer host has. */
export class XsHost implements Host {
  readonly clock: ServiceClock;
  readonly crypto: Crypto;
  readonly sessionCrypto: SessionCrypto;
  readonly store = new XsStore();
  readonly radio: XsRadio;
  readonly random: Random;
  readonly trace?: Trace;
  readonly wifi?: Wifi;
  readonly http?: HttpServer;

  /** As in host.ts. */
  constructor(options: {
    readonly sets: number;
    readonly traced: boolean;
    readonly random: boolean;
    readonly ecdhMilliseconds: number;
    readonly hostFilters: boolean;
  }) {
    const { ecdhMilliseconds } = options;
    const link = new ServiceLink();
    const present = link.ask(ServiceOperation.present);
    this.clock = new ServiceClock(link);
    this.crypto = new NativeCrypto({ clock: this.clock, ecdhMilliseconds });
    this.sessionCrypto = new NativeSessionCrypto({ clock: this.clock });
    const gatt = (present & Present.gatt) !== 0 ? new XsGattServer(link) : undefined;
    this.radio = new ServiceRadio(options, gatt);
    this.random = options.random ? new XsRandom() : new NativeRandom();
    if (options.traced) this.trace = trace;
    if ((present & Present.wifi) !== 0) this.wifi = new XsWifi(link);
    if ((present & Present.http) !== 0) this.http = new XsHttpServer(link);
  }
}
