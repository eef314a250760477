import type { ExecutionContext } from "ava";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { nodeHost } from "../../hosts/node/host.js";
import { toHex } from "../../modules/base/bytes.js";
import type { Clock } from "../../modules/host/clock.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node, type NodeOptions } from "../../modules/node/node.js";
import type { ProvisioningBearer } from "../../modules/provisioning/link.js";
import { LiveAir } from "../../tools/live/live-air.js";
import { lightFirmware } from "../../tools/simulate/light.js";

/** An air that hosts join over TCP. */
export interface HciAir {
  /** Its controllers, for `openRadio`. */
  readonly spec: string;
  /**
   * Its time. What takes part with this clock does not depend on the machine's load: if the process
   * is delayed, time stands still for all of them.
   */
  readonly clock: Clock;
}

/** `scale`: milliseconds of the air for each real one. Default 1, for processes in real time. */
export async function hciAir(t: ExecutionContext, { nodes = 0, scale = 1 } = {}): Promise<HciAir> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return new Promise<HciAir>((resolve, reject) => {
    const air = new LiveAir({
      seed: "1",
      air: "kind",
      hci: 0,
      nodes,
      scale,
      firmware: lightFirmware,
      provisioner: "none",
      onEvent: (event) => {
        if (event.type === "open")
          resolve({ spec: `tcp:127.0.0.1:${event.port}`, clock: air.clock });
      },
    });
    const running = air.run(ended);
    running.catch(reject);
    t.teardown(async () => {
      end();
      await running;
    });
  });
}

/** A light of ours on a controller of that air. */
export async function lightOn(
  t: ExecutionContext,
  { clock, spec }: HciAir,
  bearers: readonly ProvisioningBearer[],
  options: Partial<NodeOptions> = {},
) {
  const radio = await openRadio(spec, { clock });
  const server = new GenericOnOffServer();
  const node = new Node({
    host: nodeHost({ clock, radio }),
    companyId: 0xffff,
    elements: [{ models: [server] }],
    provisioning: { bearers },
    ...options,
  });
  t.teardown(() => {
    node.close();
    radio.close();
  });
  return { node, radio, server, uuid: toHex(node.uuid) };
}
