import test from "ava";
import { networkFault } from "../../../tools/network/network-fault.js";

const uuid = "d0000000000000000000000000000001";
const device = { uuid, elements: 1, records: { node: "00ff" } };
const names = {
  nodes: [[2, "desk"]],
  groups: [
    ["hall", 0xc000, null],
    ["virtual", 0x8001, uuid],
  ],
  appKeys: [[0, "main"]],
};
const network = {
  version: 1,
  seed: "1",
  loss: 0,
  runs: 1,
  provisioner: {},
  devices: [
    device,
    { ...device, name: "b", firmware: "b.ts", position: { x: 1, y: 0 }, powered: false },
  ],
  shell: { names, script: "office.ts", host: "xs" },
};

const right: readonly (readonly [what: string, file: object])[] = [
  ["with all that a session stores", network],
  ["with other members as well", { ...network, comment: "mine" }],
  ["without a session", { ...network, shell: undefined, air: "ideal", airParameters: {} }],
  ["without devices", { ...network, devices: [] }],
];
for (const [what, file] of right)
  test(`the content of a network's file ${what}`, (t) => {
    t.is(networkFault(file), undefined);
  });

const wrong: readonly (readonly [file: unknown, fault: string])[] = [
  [null, "it is not an object"],
  [{ ...network, version: 2 }, "version is not 1"],
  [{ ...network, seed: 1 }, "seed is not a text"],
  [{ ...network, runs: null }, "runs is not a number"],
  [{ ...network, air: "vacuum" }, "air is not ideal or kind or typical or harsh or coexist"],
  [{ ...network, provisioner: { node: "0" } }, "provisioner.node is not of hexadecimal digits"],
  [{ ...network, devices: {} }, "devices is not a list"],
  [{ ...network, devices: [null] }, "devices[0] is not an object"],
  [
    { ...network, devices: [{ ...device, uuid: "d0" }] },
    "devices[0].uuid is not of 32 hexadecimal digits",
  ],
  [
    { ...network, devices: [{ ...device, elements: -1.5 }] },
    "devices[0].elements is not a whole number from 1 to 255",
  ],
  [
    { ...network, devices: [device, { ...device, position: { x: 1 } }] },
    "devices[1].position.y is not a number",
  ],
  [{ ...network, devices: [{ ...device, firmware: 5 }] }, "devices[0].firmware is not a text"],
  [{ ...network, devices: [{ ...device, name: 5 }] }, "devices[0].name is not a text"],
  [{ ...network, shell: null }, "shell is not an object"],
  [{ ...network, shell: {} }, "shell.names is not an object"],
  [{ ...network, shell: { names: {} } }, "shell.names.nodes is not a list"],
  [
    { ...network, shell: { names: { ...names, nodes: [5] } } },
    "shell.names.nodes[0] is not a list of 2",
  ],
  [
    { ...network, shell: { names: { ...names, groups: [["x", 0xc000, 5]] } } },
    "shell.names.groups[0][2] is not of 32 hexadecimal digits",
  ],
  [{ ...network, shell: { names, host: "board" } }, "shell.host is not xs or node"],
  [{ ...network, shell: { names, script: 5 } }, "shell.script is not a text"],
];
for (const [file, fault] of wrong)
  test(`what is wrong in a network's file is named by its place: ${fault}`, (t) => {
    t.is(networkFault(file), fault);
  });
