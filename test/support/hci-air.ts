import type { ExecutionContext } from "ava";
import { openRadio } from "../../hosts/hci/open-radio.js";
import { NodeClock } from "../../hosts/node/clock.js";
import { nodeHost } from "../../hosts/node/host.js";
import { toHex } from "../../modules/base/bytes.js";
import { GenericOnOffServer } from "../../modules/models/generic-onoff/server.js";
import { Node, type NodeOptions } from "../../modules/node/node.js";
import type { ProvisioningBearer } from "../../modules/provisioning/link.js";
import { LiveAir } from "../../tools/live/live-air.js";
import { lightFirmware } from "../../tools/simulate/light.js";

/** An air that hosts join over TCP; the spec of its controllers. */
export async function hciAir(t: ExecutionContext, nodes = 0): Promise<string> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const port = await new Promise<number>((resolve, reject) => {
    const air = new LiveAir({
      seed: "1",
      air: "kind",
      hci: 0,
      nodes,
      firmware: lightFirmware,
      provisioner: "none",
      onEvent: (event) => {
        if (event.type === "open") resolve(event.port);
      },
    });
    const running = air.run(ended);
    running.catch(reject);
    t.teardown(async () => {
      end();
      await running;
    });
  });
  return `tcp:127.0.0.1:${port}`;
}

/** A light of ours on a controller of that air. */
export async function lightOn(
  t: ExecutionContext,
  spec: string,
  bearers: readonly ProvisioningBearer[],
  options: Partial<NodeOptions> = {},
) {
  const clock = new NodeClock();
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
    clock.close();
  });
  return { node, radio, server, uuid: toHex(node.uuid) };
}
