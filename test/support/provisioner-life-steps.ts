import { equalBytes } from "../../modules/base/bytes.js";
import {
  genericOnOffClientId,
  genericOnOffServerId,
} from "../../modules/models/generic-onoff/messages.js";
import type { NodeEntry } from "../../modules/provisioner/database.js";
import type { ReprovisionOptions } from "../../modules/provisioner/node-refresh.js";
import { group } from "./network-rig.js";
import type { LifeDevice, ProvisionerLife, ProvisionerStep } from "./provisioner-life.js";

const appKeyStep: ProvisionerStep = { name: "an AppKey", run: create, createsAppKey: true };

const own = 0x0001;
const timeout = 10_000;
const netKey = new Uint8Array(16).fill(0x40);
const appKey = new Uint8Array(16).fill(0x80);

/** What the database says of a device. */
function entryOf(life: ProvisionerLife, { node }: LifeDevice): NodeEntry | undefined {
  return life.provisioner.database.nodes.find(({ uuid }) => equalBytes(uuid, node.uuid));
}

/** The address of a device that is a node; it is where the database has it. */
function addressOf(life: ProvisionerLife, device: LifeDevice): number {
  const entry = entryOf(life, device);
  if (!entry || entry.address !== device.node.address)
    throw new Error(`a node at ${device.node.address}, in the database at ${entry?.address}`);
  return entry.address;
}

/** Makes the AppKey. Where its record was cut in half, what it was is known from before. */
async function create(life: ProvisionerLife): Promise<void> {
  const { configuration, node } = life.provisioner;
  const { applicationKeys, subnets } = node.network!;
  if (!applicationKeys.get(0)) {
    const refreshed = subnets.get(0)!.phase === 0 && equalBytes(subnets.get(0)!.keys.key, netKey);
    const known = refreshed ? appKey : life.appKey;
    life.appKey = await life.provisioner.createAppKey(0, known);
  }
  life.appKey ??= applicationKeys.get(0)!.key.key.slice();
  const model = { elementAddress: own, modelId: genericOnOffClientId };
  await configuration.bind(own, model, 0);
  await configuration.subscribe(own, model, group);
}

/** Takes a device in, unless it is known for sure to be a node by now. */
const takeIn =
  (place: number) =>
  async (life: ProvisionerLife): Promise<void> => {
    const device = life.devices[place]!;
    const { uuid } = device.node;
    const sure = !life.provisioner.database.expected(uuid);
    const entry =
      (sure && entryOf(life, device)) ||
      (await life.provisioner.provision(uuid, { onData: life.give }));
    // A device whose provisioner went before it acknowledged Complete is a node after a while.
    await life.until("the device joins", () => device.node.address === entry.address);
    await life.provisioner.configuration.getDefaultTtl(entry.address, { timeout });
  };

async function configure(life: ProvisionerLife): Promise<void> {
  for (const device of life.devices) {
    const address = addressOf(life, device);
    const model = { elementAddress: address, modelId: genericOnOffServerId };
    await life.provisioner.addAppKey(address, 0, { timeout });
    await life.provisioner.configuration.bind(address, model, 0, { timeout });
    await life.provisioner.configuration.subscribe(address, model, group, { timeout });
  }
}

/** Each is switched, then all. */
async function switched(life: ProvisionerLife): Promise<void> {
  for (const device of life.devices) {
    const on = !device.light.isOn;
    const options = { dst: addressOf(life, device), appKeyIndex: 0, timeout };
    await life.onOff.set(on, options);
    if (device.light.isOn !== on) throw new Error("it is not switched");
  }
  const on = !life.devices[0]!.light.isOn;
  life.onOff.setUnacknowledged(on, { dst: group, appKeyIndex: 0 });
  await life.wait(600);
  if (life.devices.some(({ light }) => light.isOn !== on)) throw new Error("not all are switched");
}

async function cycled(life: ProvisionerLife): Promise<void> {
  life.powerCycle();
  if (!life.refusal) await switched(life);
}

/** A refresh, unless it was carried out and nobody heard of it. */
const refresh =
  (
    place: number,
    options: ReprovisionOptions,
    done: (before: NodeEntry, now: NodeEntry) => boolean,
  ) =>
  async (life: ProvisionerLife): Promise<void> => {
    const device = life.devices[place]!;
    const { provisioner } = life;
    const before = entryOf(life, device)!;
    const first = (life.before ??= before);
    const current = await provisioner.resumeReprovision(before.address);
    if (!current || !done(first, current)) {
      const onData = options.address ? life.give : () => undefined;
      await provisioner.reprovision(before.address, { ...options, onData });
    }
    if (!done(first, entryOf(life, device)!)) throw new Error("it is not refreshed");
    await provisioner.configuration.getDefaultTtl(addressOf(life, device), { timeout });
    life.before = undefined;
  };

/** All nodes, and then its own. */
const everywhere =
  (work: (life: ProvisionerLife, address: number) => Promise<unknown>) =>
  async (life: ProvisionerLife): Promise<void> => {
    for (const device of life.devices) await work(life, addressOf(life, device));
    await work(life, own);
  };

const keyRefresh = [
  everywhere(({ netKeys, provisioner }, address) => {
    if (!netKeys.includes(netKey)) netKeys.push(netKey);
    return provisioner.configuration.updateNetKey(address, 0, netKey, { timeout });
  }),
  everywhere(({ provisioner }, address) =>
    provisioner.configuration.updateAppKey(address, 0, 0, appKey, { timeout }),
  ),
  ...([2, 3] as const).map((transition) =>
    everywhere(({ provisioner }, address) =>
      provisioner.configuration.setKeyRefreshPhase(address, 0, transition, { timeout }),
    ),
  ),
];

/** It begins an IV Update, or ends it; the nodes follow its beacons. */
const ivUpdate = (inProgress: boolean) => async (life: ProvisionerLife) => {
  const { networkBeacons, sequence } = life.provisioner.node.network!;
  const followers = life.devices.map(({ node }) => node.network!.sequence);
  for (const each of [sequence, ...followers]) each.testMode = true;
  if (inProgress && sequence.state.ivIndex === 0) networkBeacons.startIvUpdate();
  if (!inProgress && sequence.state.inProgress) {
    sequence.update({ type: "beacon", ivIndex: 1, inProgress: false });
    networkBeacons.announce();
  }
  await life.until("IV Update", () =>
    [sequence, ...followers].every(
      ({ state }) => state.ivIndex === 1 && state.inProgress === inProgress,
    ),
  );
};

/** Removes a node; one that left before that was stored is forgotten by hand. */
const remove =
  (place: number) =>
  async (life: ProvisionerLife): Promise<void> => {
    const device = life.devices[place]!;
    const entry = entryOf(life, device);
    if (entry && device.node.provisioned) await life.provisioner.remove(entry.address);
    else if (entry) life.provisioner.database.remove(entry.address);
    await life.until("it leaves", () => !device.node.provisioned);
    if (entryOf(life, device)) throw new Error("it is still there");
  };

/** After another start the store has the nodes, and nothing that waits for its end. */
async function asItShouldBe(life: ProvisionerLife): Promise<void> {
  life.powerCycle();
  const { database } = life.provisioner;
  const { nodes } = database;
  if (nodes.length !== life.devices.length) throw new Error(`${nodes.length} nodes`);
  for (const key of life.store.keys())
    if (key.startsWith("pe.") || key.startsWith("pr.")) throw new Error(`${key} is left`);
  await switched(life);
}

const step = (name: string, run: ProvisionerStep["run"]): ProvisionerStep => ({ name, run });

/** A provisioner's life in the order of its events. */
export const provisionerSteps: readonly ProvisionerStep[] = [
  appKeyStep,
  step("the first device", takeIn(0)),
  step("the second device", takeIn(1)),
  step("configured", configure),
  step("switched", switched),
  step("off and on again", cycled),
  step(
    "device key refresh",
    refresh(0, {}, (before, now) => !equalBytes(before.deviceKey, now.deviceKey)),
  ),
  step(
    "address refresh",
    refresh(1, { address: "next" }, (before, now) => before.address !== now.address),
  ),
  step("configured where it is now", configure),
  step("switched where it is now", switched),
  ...keyRefresh.map((run, i) => step(`key refresh, part ${i}`, run)),
  step("switched with the new keys", switched),
  step("IV Update begins", ivUpdate(true)),
  step("switched meanwhile", switched),
  step("IV Update ends", ivUpdate(false)),
  step("left alone for ten minutes", (life) => life.wait(600_000)),
  step("the highest address is removed", remove(1)),
  step("its device is taken in anew", takeIn(1)),
  step("configured again", configure),
  step("switched again", switched),
  step("after another start", asItShouldBe),
];
