import type { ReprovisionOptions } from "../../../modules/provisioner/node-refresh.js";
import { minimumTime } from "../../../modules/network/iv-update.js";
import type { Arguments, Command } from "../command.js";
import type { Result } from "../command-help.js";
import { refreshNetKey } from "../key-refresh.js";
import type { NodeReference } from "../names.js";
import type { Session } from "../session.js";
import { ShellError } from "../shell-error.js";
import { addressOf, addressText, countText, numberOf } from "../values.js";
import { nodeValues } from "./node-values.js";

/** Milliseconds in which beacons carry a new IV Index to the nodes. */
const beaconTime = 30_000;

/** An NPPI procedure with a node. Mesh Protocol 1.1 §3.11.8. */
async function nppi(
  session: Session,
  node: NodeReference,
  options: ReprovisionOptions,
  what: string,
): Promise<Result> {
  const { provisioner, names, signal } = session;
  const before = node.address;
  if (before === provisioner.address)
    throw new ShellError("the provisioner is not refreshed: it has no Remote Provisioning Server");
  const name = names.nodes.get(before);
  const device = session.devices.find(({ address }) => address === before);
  const entry = await session.run(provisioner.reprovision(before, { ...options, signal }));
  session.unsaved = true;
  session.compositions.delete(before);
  if (name !== undefined) {
    names.nodes.delete(before);
    names.nodes.set(entry.address, name);
  }
  if (device) device.address = entry.address;
  await session.composition(entry.address);
  const moved = entry.address === before ? "" : ` and is node ${addressText(entry.address)}`;
  return {
    values: { node: nodeValues(session, entry.address), before },
    text: [`${names.nodeName(entry.address)} has ${what}${moved}`],
  };
}

async function keyRefresh(session: Session, words: Arguments): Promise<Result> {
  const text = words.takeOptional() ?? "0";
  const without = (words.option("without") ?? "").split(",").filter((name) => name !== "");
  words.end();
  const index = numberOf("the NetKey index", text, 0, 0xfff);
  const left = new Set(without.map((name) => session.names.node(name).address));
  const { appKeys, netKeyIndex, nodes } = await refreshNetKey(session, index, left);
  session.unsaved = true;
  const keys = appKeys.map((key) => session.names.appKeyText(key)).join(", ");
  return {
    values: { netKey: netKeyIndex, appKeys, nodes },
    text: [
      `${countText(nodes.length, "node")} and the provisioner have a new NetKey ${netKeyIndex}${keys === "" ? "" : `, with AppKey ${keys}`}`,
    ],
  };
}

async function refresh(session: Session, words: Arguments): Promise<Result> {
  const what = words.choice("what to refresh", [
    "netkey",
    "key",
    "device-key",
    "address",
    "composition",
  ]);
  if (what === "netkey" || (what === "key" && words.left === 0)) return keyRefresh(session, words);
  const node = session.names.node(words.take("the node"));
  const to = what === "address" ? (words.takeOptional() ?? "next") : undefined;
  if (words.option("without") !== undefined) throw new ShellError("without= is for refresh netkey");
  words.end();
  if (what === "address") {
    const address = to === "next" ? "next" : addressOf(to!);
    if (address === undefined) throw new ShellError(`${to} is no address; write 0x0010, or next`);
    return nppi(session, node, { address }, "another address, another device key");
  }
  if (what === "composition")
    return nppi(
      session,
      node,
      { compositionChanged: true },
      "the composition of its new firmware, another device key",
    );
  return nppi(session, node, {}, "another device key");
}

function ivResult(session: Session): Result {
  const { sequence } = session.provisioner.node.network!;
  const { inProgress, ivIndex, minutes } = sequence.state;
  const devices = [...session.ivStates]
    .filter(([name]) => name !== "provisioner")
    .map(([name, state]) => ({ name, ...state }));
  const hours = Math.floor(minutes / 60);
  const text = [
    `IV Index ${ivIndex}, ${inProgress ? "IV Update in progress" : "normal operation"}, for ${hours} h; next sequence number ${sequence.current}`,
    ...devices.map(
      (device) =>
        `${device.name}: IV Index ${device.ivIndex}, ${device.inProgress ? "IV Update in progress" : "normal operation"}`,
    ),
  ];
  return {
    values: {
      ivIndex,
      inProgress,
      minutes,
      sequence: sequence.current,
      testMode: sequence.testMode,
      devices,
    },
    text,
  };
}

async function iv(session: Session, words: Arguments): Promise<Result> {
  const { network } = session.provisioner.node;
  const { sequence } = network!;
  if (words.left === 0) return ivResult(session);
  words.choice("what to do", ["update"]);
  const test = words.takeOptional();
  words.end();
  if (test !== undefined && test !== "test")
    throw new ShellError(`${test} is too much${words.usage}`);
  if (sequence.state.inProgress)
    throw new ShellError("an IV Update is in progress; it ends after 96 h to 144 h");
  sequence.testMode = test !== undefined;
  const started = network!.startIvUpdate();
  sequence.testMode = false;
  if (!started) {
    const { minutes } = sequence.state;
    if (minutes >= minimumTime)
      throw new ShellError("the IV Update did not start: a segmented message is being sent");
    const left = Math.ceil((minimumTime - minutes) / 60);
    throw new ShellError(
      `this IV Index is in use for ${Math.floor(minutes / 60)} h, and 96 h are needed: wait ${left}h, or iv update test`,
    );
  }
  session.unsaved = true;
  await session.pass(beaconTime);
  const result = ivResult(session);
  const note =
    test === undefined ? [] : ["nodes that have this IV Index for less than 96 h do not follow"];
  return { values: result.values, text: [...result.text, ...note] };
}

export const networkCommands: readonly Command[] = [
  {
    name: "refresh",
    group: "network",
    usage:
      "netkey [<index>] [without=<node>,...] | device-key <node> | address <node> [<address>|next] | composition <node>",
    summary: "run a Key Refresh procedure, or an NPPI procedure with a node",
    details: [
      "netkey gives all nodes a new NetKey and new AppKeys, and revokes the old ones; without= leaves nodes out.",
      "device-key, address and composition need a Remote Provisioning Server on the node.",
      "refresh key is refresh netkey, and refresh key <node> is refresh device-key <node>.",
    ],
    example: "refresh netkey",
    words: [["netkey", "device-key", "address", "composition"], "node", "text"],
    options: { without: "node" },
    run: refresh,
  },
  {
    name: "iv",
    group: "network",
    usage: "[update [test]]",
    summary: "show the IV Index, or start an IV Update procedure",
    details: [
      "An IV Index is in use for 96 h at least, which virtual time can pass: wait 96h.",
      "test starts the update at once, in the IV Update test mode of the provisioner.",
    ],
    example: "iv",
    words: [["update"], ["test"]],
    run: iv,
  },
];
