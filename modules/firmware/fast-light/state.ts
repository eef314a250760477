import { toHex } from "../../base/bytes.js";
import type { FastProvisioningNode } from "../../espressif/fast-provisioning/provisioner/fast-provisioning-node.js";

/** State of a light of fast provisioning; times in ms of its clock. */
export interface FastLightState {
  readonly uuid: string;
  readonly address: number | undefined;
  readonly activity: "idle" | "provisioning" | "resting";
  readonly exhausted: boolean;
  /** When it was first on. */
  readonly litAt: number | undefined;
  readonly links: { readonly opened: number; readonly failed: number };
  /** The nodes that it provisioned since its last start. */
  readonly children: readonly {
    readonly address: number;
    readonly linkOpened: number;
    readonly provisioned: number;
    readonly configured: number | undefined;
    readonly provisioner: boolean;
  }[];
  /** Records that have not arrived yet. */
  readonly unreported: number;
}

export function fastLightState(
  fast: FastProvisioningNode,
  litAt: number | undefined,
): FastLightState {
  const { activity, exhausted, node, provisioner, unreported } = fast;
  return {
    uuid: toHex(node.uuid),
    address: node.address,
    activity,
    exhausted,
    litAt,
    links: provisioner?.links ?? { opened: 0, failed: 0 },
    children: provisioner?.history ?? [],
    unreported,
  };
}
