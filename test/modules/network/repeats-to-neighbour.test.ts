import test from "ava";
import type { AdvertisingBearer } from "../../../modules/bearer/advertising-bearer.js";
import { Diagnostics } from "../../../modules/base/diagnostics.js";
import { AdvertisingInterface } from "../../../modules/network/advertising-interface.js";
import { type OutboundPdu, outboundPdu } from "../../../modules/network/network-interface.js";
import { defaultNetworkSettings } from "../../../modules/network/settings.js";

/** Transmissions and interval of a PDU by a radio with so many advertising sets. */
function transmitted(sets: number, fields: Partial<OutboundPdu>, transmissions = 3): string {
  let seen = "";
  const bearer = {
    sets,
    dropsRepeats: true,
    enqueue(_pdu: unknown, _type: number, _priority: number, count: number, interval: number) {
      seen = `${count} every ${interval}`;
      return 1;
    },
  } as unknown as AdvertisingBearer;
  const settings = defaultNetworkSettings();
  settings.networkTransmit.transmissions = transmissions;
  const diagnostics = new Diagnostics();
  const advertising = new AdvertisingInterface({ bearer, diagnostics, settings });
  advertising.send({ ...outboundPdu(new Uint8Array(29)), ...fields });
  return seen;
}

const acknowledgment = { segment: -1 };

test("an acknowledgment to a neighbour has two transmissions where there is one advertising set", (t) => {
  t.is(transmitted(1, { ...acknowledgment, toNeighbour: true }), "2 every 20");
  t.is(transmitted(1, { ...acknowledgment, toNeighbour: true }, 1), "1 every 20");
});

test("all others have those of Network Transmit", (t) => {
  t.is(transmitted(3, { ...acknowledgment, toNeighbour: true }), "3 every 20");
  t.is(transmitted(1, acknowledgment), "3 every 20");
  t.is(transmitted(1, { ...acknowledgment, toNeighbour: true, relayed: true }), "3 every 20");
  t.is(transmitted(1, { segment: 1, toNeighbour: true }), "3 every 20");
});

test("repeats wait as long as the transport layer says, and at least the interval of Network Transmit", (t) => {
  t.is(transmitted(1, { segment: 1, repeatAfter: 120 }), "3 every 120");
  t.is(transmitted(1, { segment: 1, repeatAfter: 10 }), "3 every 20");
  t.is(transmitted(1, { segment: 1, repeatAfter: 120, relayed: true }), "3 every 20");
});
