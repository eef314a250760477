import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import type { PacketReceiver, Radio, ScanOptions } from "../../modules/host/radio.js";
import { encodeUnprovisionedBeacon } from "../../modules/provisioning/beacon.js";
import { adStructure } from "../../tools/fuzz/octets.js";
import { testRecords } from "./records.js";
import { TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

/** A radio that sends nothing and hears what a test says. */
class HeardRadio implements Radio {
  readonly sets = 1;
  receiver: PacketReceiver | undefined;
  active = false;

  advertise(): number {
    return 1;
  }

  stop(): void {
    // Nothing is ever on the air.
  }

  scan(receiver: PacketReceiver | undefined, options: ScanOptions = {}): void {
    this.receiver = receiver;
    this.active = options.active === true;
  }

  close(): void {
    this.receiver = undefined;
  }
}

/** A bearer whose air is what a test says. */
export function heardBearer() {
  const clock = new TestClock();
  const random = new TestRandom(1);
  const { diagnostics } = testRecords();
  const radio = new HeardRadio();
  const bearer = new AdvertisingBearer({ radio, clock, random, diagnostics });
  return { bearer, clock, radio, random };
}

/** The packet of an unprovisioned device beacon. */
export function beaconPacket(
  uuid: Uint8Array,
  oobInformation = 0,
  uriHash?: Uint8Array,
): Uint8Array {
  const beacon = { uuid, oobInformation, ...(uriHash && { uriHash }) };
  return adStructure(0x2b, encodeUnprovisionedBeacon(beacon));
}
