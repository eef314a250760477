import { L2cap } from "../../../hosts/hci/l2cap.js";
import type { VirtualAir } from "../air.js";
import type { Station } from "../station.js";
import { Link, longestDataLength } from "./link.js";
import { LinkRadio } from "./link-radio.js";
import type { WatchedLink } from "./link-watch.js";
import type { LinkEnd, LinkParameters, Side } from "./link-side.js";

/**
 * A connection between two stations of an air; side 0 is `central`. Except on the ideal air, its
 * events share the stations' radios with advertising and scanning. `addresses`: of both sides,
 * 48 bits.
 */
export function openLink(
  air: VirtualAir,
  central: Station,
  peripheral: Station,
  addresses: WatchedLink["addresses"],
  parameters: LinkParameters,
): Link {
  const random = air.linkRandom();
  return new Link({
    follower: air.links.follow({ central, peripheral, addresses, parameters }),
    ...parameters,
    clock: air.clock,
    ...(air.model !== "ideal" && { radio: new LinkRadio(air.clock, central, peripheral) }),
    receives: (side) =>
      side === 0
        ? air.receives(central, peripheral, random)
        : air.receives(peripheral, central, random),
  });
}

/**
 * L2CAP of a station at one side of a connection, with data PDUs of up to 251 octets. `events` are
 * called after L2CAP was. `keepsParameters`: this central refuses what the peripheral asks for.
 */
export function linkL2cap(
  link: Link,
  side: Side,
  events: Pick<LinkEnd, "established"> & {
    readonly closed?: (reason: number) => void;
    readonly keepsParameters?: boolean;
  } = {},
): L2cap {
  const l2cap = new L2cap({
    fragment: () => link.dataLength(side),
    send: (fragment, isFirst) => link.send(side, fragment, isFirst),
    disconnect: () => link.close(side),
    ...(side === 0 && {
      onParameters: ({ latency, most, timeout }) => {
        if (events.keepsParameters) return false;
        link.update({ interval: most * 1.25, latency, supervision: timeout * 10 });
        return true;
      },
    }),
  });
  link.attach(side, {
    receive: (fragment, isFirst) => l2cap.receive(fragment, isFirst),
    acknowledged: () => l2cap.completed(1),
    closed: (reason) => {
      l2cap.closed(reason);
      events.closed?.(reason);
    },
    ...(events.established && { established: events.established }),
    ...(side === 0 && { parametersRequested: (wanted) => link.update(wanted) }),
  });
  link.setDataLength(side, longestDataLength);
  return l2cap;
}
