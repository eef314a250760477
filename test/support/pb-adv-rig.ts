// Two ends of PB-ADV on one air.
import { fromHex, toHex } from "../../modules/base/bytes.js";
import { Diagnostics } from "../../modules/base/diagnostics.js";
import { AdvertisingBearer } from "../../modules/bearer/advertising-bearer.js";
import type { LinkCallbacks, ProvisioningLink } from "../../modules/provisioning/link.js";
import { PbAdv } from "../../modules/provisioning/pb-adv/pb-adv.js";
import {
  fastProvisioningTiming,
  type PbAdvTiming,
} from "../../modules/provisioning/pb-adv/timing.js";
import { TestAir, type TestAirOptions } from "./test-air.js";
import { TestClock } from "./test-clock.js";
import { TestRandom } from "./test-random.js";

/** Fast whatever happens: what is sent, and in which order, without the delays. */
export const fastTiming: PbAdvTiming = { ...fastProvisioningTiming, calmsDown: false };

export const uuid = fromHex("00112233445566778899aabbccddeeff");

export function setUp(
  options: Partial<TestAirOptions> & { timing?: PbAdvTiming; sets?: number } = {},
) {
  const clock = new TestClock();
  const air = new TestAir({ ...options, clock });
  const side = (name: string) => {
    const diagnostics = new Diagnostics();
    const random = new TestRandom(name.length);
    const bearer = new AdvertisingBearer({
      radio: air.radio(options.sets),
      clock,
      random,
      diagnostics,
    });
    const { timing = fastTiming } = options;
    const pbAdv = new PbAdv({ bearer, clock, random, diagnostics, timing });
    const events: string[] = [];
    const links: ProvisioningLink[] = [];
    const callbacks: { -readonly [Name in keyof LinkCallbacks]: LinkCallbacks[Name] } = {
      onOpen: () => events.push("open"),
      onPdu: (pdu) => events.push(toHex(pdu)),
      onClose: (reason, by) => events.push(`close ${reason} ${by}`),
    };
    return { diagnostics, pbAdv, events, links, callbacks };
  };
  const provisioner = side("provisioner");
  const device = side("device");
  device.pbAdv.listen(uuid, (link) => {
    device.links.push(link);
    return device.callbacks;
  });
  /** What a radio sent as PB-ADV, from the Link ID on. */
  const sent = (from: number) =>
    air.log
      .filter((packet) => packet.from === from && packet.data[1] === 0x29)
      .map(({ data }) => toHex(data.slice(2)));
  /** Lets the device (and the provisioner) hear an AD structure of PB-ADV. */
  const tell = (hex: string) => {
    const data = fromHex(hex);
    air.inject(-1, Uint8Array.of(data.length + 1, 0x29, ...data));
  };
  return { clock, air, provisioner, device, sent, tell };
}
