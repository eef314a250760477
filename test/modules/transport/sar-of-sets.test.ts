import test from "ava";
import { remoteProvisioningSarTransmitterFor } from "../../../modules/foundation/remote-provisioning/server-timeouts.js";
import {
  acknowledgmentDelay,
  defaultSarReceiver,
  defaultSarTransmitter,
  sarReceiverFor,
  sarTransmitterFor,
  segmentInterval,
  unicastInterval,
} from "../../../modules/transport/sar-configuration.js";

test("with one advertising set the SAR states are the defaults, which leave it time for each event", (t) => {
  t.is(sarTransmitterFor(1), defaultSarTransmitter);
  t.is(sarReceiverFor(1), defaultSarReceiver);
});

test("with several sets segments follow sooner, to a neighbour and over relays, and what is missing is told sooner", (t) => {
  const before = defaultSarTransmitter;
  const after = sarTransmitterFor(3);
  t.is(segmentInterval(after, 0), 10);
  for (const relays of [-1, 0, 1, 5])
    t.true(segmentInterval(after, relays) < segmentInterval(before, relays));
  // A relay may have a single set, which sends an event every 20 ms or more.
  for (const relays of [-1, 1, 5]) t.true(segmentInterval(after, relays) >= 50);
  t.true(acknowledgmentDelay(sarReceiverFor(3), 5) < acknowledgmentDelay(defaultSarReceiver, 5));
});

test("a segment is not sent again before a receiver with one set can have acknowledged it", (t) => {
  for (const sets of [1, 2, 3])
    for (const ttl of [0, 2, 7])
      for (const relays of [-1, 0, 1])
        t.true(
          unicastInterval(sarTransmitterFor(sets), ttl, relays) >=
            acknowledgmentDelay(defaultSarReceiver, 31),
        );
});

test("a client of slow servers waits for them as long with several sets as with one", (t) => {
  for (const ttl of [0, 7])
    for (const relays of [-1, 0, 2])
      t.is(
        unicastInterval(remoteProvisioningSarTransmitterFor(3), ttl, relays),
        unicastInterval(remoteProvisioningSarTransmitterFor(1), ttl, relays),
      );
  t.is(segmentInterval(remoteProvisioningSarTransmitterFor(3), 0), 10);
});
