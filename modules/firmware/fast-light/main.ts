import { frozen } from "../../base/frozen.js";
import { FastProvisioningNode } from "../../espressif/fast-provisioning/provisioner/fast-provisioning-node.js";
import type { FastProvisioningNodeOptions } from "../../espressif/fast-provisioning/provisioner/fast-provisioning-node-options.js";
import type { Host } from "../../host/host.js";
import { GenericOnOffServer } from "../../models/generic-onoff/server.js";
import type { Board, Firmware } from "../start.js";
import { fastLightState } from "./state.js";

/** For experiments: 0xFFFF stands for no company (Assigned Numbers). */
const companyId = 0xffff;
const productId = 0x0003;

/** UUIDs of Espressif's example begin so. */
const uuidPrefix = frozen([0xdd, 0xdd]);

export interface FastLightOptions extends Pick<
  FastProvisioningNodeOptions,
  "policy" | "proxyClients" | "recordLimit"
> {
  /** Whether it is provisioned over PB-GATT, too, and is a GATT proxy. Default false. */
  readonly gatt?: boolean;
}

const bothBearers: readonly ("pb-adv" | "pb-gatt")[] = frozen(["pb-adv", "pb-gatt"]);

/** A light that is provisioned by fast provisioning, and then provisions others. */
export class FastLight implements Firmware {
  readonly fast: FastProvisioningNode;
  #litAt: number | undefined;

  constructor(host: Host, board: Board, options: FastLightOptions = {}) {
    const { gatt = false, ...others } = options;
    const light = new GenericOnOffServer({
      restore: true,
      onChange: (on) => {
        board.light(on);
        if (on) this.#litAt ??= host.clock.now();
        this.fast.lightSwitched();
      },
      onRequest: () => this.fast.lightRequested(),
    });
    this.fast = new FastProvisioningNode({
      host,
      ...others,
      ...(gatt && { proxy: true, provisioning: { bearers: bothBearers } }),
      companyId,
      productId,
      uuidPrefix: Uint8Array.from(uuidPrefix),
      elements: [{ models: [light] }],
      limits: { replayList: 256, messageCache: 128 },
    });
  }

  /** Answers a tool that holds the machine: "state" of the node, "fast" of what it provisioned. Throws RangeError for anything else. */
  call(name: string): unknown {
    if (name === "fast") return fastLightState(this.fast, this.#litAt);
    return this.fast.node.call(name);
  }

  reset(): void {
    this.fast.node.reset();
  }

  close(): void {
    this.fast.close();
  }
}

export function start(host: Host, board: Board): FastLight {
  return new FastLight(host, board);
}
