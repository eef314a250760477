// What a plan of a World lacks, and what the world says of it. The devices are "kitchen" at 0002 and
// "desk-1" at 0004, with a Generic OnOff Server on each of their two elements.
import type { NetworkPlan } from "../../../tools/simulation/network-plan.js";

const server = "Generic OnOff Server";
const group = "did not take Generic OnOff Set Unacknowledged from provisioner (0001) to group";
const its = `its model ${server}`;

/** A plan, a message to a group, and what the world says of it. */
export const planGroups: readonly {
  readonly mistake: string;
  readonly nodes?: NetworkPlan["nodes"];
  readonly dst?: number;
  readonly key?: number;
  readonly text: string;
}[] = [
  {
    mistake: "a device without subscribe",
    nodes: { kitchen: [{ model: server }], "desk-1": [{ model: server }] },
    text: `no node took Generic OnOff Set Unacknowledged from provisioner (0001) to group "all" (c000): no model of any node subscribes to it; write { model: "${server}", subscribe: "all" } for a device in network.nodes`,
  },
  {
    mistake: "a subscribed model without bind",
    nodes: {
      kitchen: [
        { model: server, subscribe: "all" },
        { model: server, element: 1, bind: "doors" },
      ],
      "desk-1": [],
    },
    key: 1,
    text: `kitchen ${group} "all" (c000): ${its} is not bound to AppKey "doors"; write bind: ["main", "doors"] for { model: "${server}" } in network.nodes.kitchen`,
  },
  {
    mistake: "another element without bind, while the other lamp took it",
    nodes: {
      kitchen: [{ model: server, subscribe: "all", bind: "doors" }],
      "desk-1": [
        { model: server, bind: "doors" },
        { model: server, element: 1, subscribe: "all" },
      ],
    },
    key: 1,
    text: `desk-1 ${group} "all" (c000): ${its} of element 1 is not bound to AppKey "doors"; write bind: ["main", "doors"] for { model: "${server}", element: 1 } in network.nodes["desk-1"]`,
  },
  {
    mistake: "a group that the plan does not name",
    nodes: { kitchen: [{ model: server }], "desk-1": [] },
    dst: 0xc123,
    text: `no node took Generic OnOff Set Unacknowledged from provisioner (0001) to c123: no model of any node subscribes to it; write { model: "${server}", subscribe: 0xc123 } for a device in network.nodes`,
  },
];

/** A plan, a request to an address with a key, and the reason that its error has. */
export const planRequests: readonly {
  readonly mistake: string;
  readonly nodes?: NetworkPlan["nodes"];
  readonly dst: number;
  readonly key: number;
  readonly text: string;
}[] = [
  {
    mistake: "a device without an entry gets the first AppKey only",
    dst: 2,
    key: 1,
    text: `kitchen (0002) did not answer Generic OnOff Get: it does not have AppKey "doors", or another one under that index; a node gets the AppKeys that its models are bound to; list its models in network.nodes.kitchen, and there { model: "${server}", bind: ["main", "doors"] }`,
  },
  {
    mistake: "a model that is not in the list of its device",
    nodes: { kitchen: [{ model: server, element: 1 }] },
    dst: 2,
    key: 0,
    text: `kitchen (0002) did not answer Generic OnOff Get: ${its} is not bound to AppKey "main"; add { model: "${server}", bind: "main" } to network.nodes.kitchen`,
  },
  {
    mistake: "a model with another AppKey",
    nodes: {
      "desk-1": [
        { model: server, bind: "main" },
        { model: server, element: 1, bind: "doors" },
      ],
    },
    dst: 5,
    key: 0,
    text: `desk-1 (0005) did not answer Generic OnOff Get: ${its} of element 1 is not bound to AppKey "main"; write bind: ["doors", "main"] for { model: "${server}", element: 1 } in network.nodes["desk-1"]`,
  },
];
