import { NodeClock } from "../node/clock.js";
import { NodeRandom } from "../node/random.js";
import { HciRadio, type HciRadioOptions } from "./radio.js";
import { parseRadioSpec, type RadioSpec } from "./radio-spec.js";
import type { OpenTransport } from "./transport.js";
import { openSerial } from "./transports/serial.js";
import { openTcp, openUnix } from "./transports/socket.js";
import { openUserChannel } from "./transports/user-channel.js";

/** Options of `openRadio`; all have defaults. */
export type OpenRadioOptions = Partial<Omit<HciRadioOptions, "open">>;

/**
 * Opens the radio of a Bluetooth controller: `tcp:127.0.0.1:14433`, `unix:/tmp/bt-server-le`,
 * `serial:/dev/ttyUSB0@115200`, `hci:0`. Rejects with HciError, whose message says what to do.
 * Default clock: real time; it must be the one of the nodes on the radio.
 */
export async function openRadio(spec: string, options: OpenRadioOptions = {}): Promise<HciRadio> {
  const { clock = new NodeClock(), random = new NodeRandom() } = options;
  return HciRadio.open({ ...options, clock, random, open: transportOf(parseRadioSpec(spec)) });
}

/** How the transport of a controller is opened. */
export function transportOf(spec: RadioSpec): OpenTransport {
  switch (spec.kind) {
    case "tcp":
      return () => openTcp(spec.host, spec.port);
    case "unix":
      return () => openUnix(spec.path);
    case "serial":
      return () => openSerial(spec.path, spec.baud);
    case "hci":
      return () => openUserChannel(spec.device);
  }
}
