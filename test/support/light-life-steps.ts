import { equalBytes } from "../../modules/base/bytes.js";
import {
  genericOnOffServerId,
  GenericOnOffStatus,
} from "../../modules/models/generic-onoff/messages.js";
import type { LightLife, LightStep } from "./light-life.js";
import { group } from "./network-rig.js";

const own = 0x0001;
const timeout = 10_000;

const modelOf = ({ address }: LightLife) => ({
  elementAddress: address,
  modelId: genericOnOffServerId,
});
const netKeyOf = ({ round }: LightLife) => new Uint8Array(16).fill(0x40 + round);
const appKeyOf = ({ round }: LightLife) => new Uint8Array(16).fill(0x80 + round);

function expect(life: LightLife, on: boolean): void {
  if (life.light.isOn !== on) throw new Error(`it is not ${on ? "on" : "off"}`);
}

/** Switched with an answer. */
async function switched(life: LightLife, on = !life.light.isOn): Promise<void> {
  const options = { dst: life.address, appKeyIndex: 0, timeout };
  const { present } = await life.rig.onOff.set(on, options);
  if (present !== on) throw new Error("it says that it is not switched");
  expect(life, on);
}

/** Switched by a group or a label, without an answer. */
async function commanded(life: LightLife, label?: Uint8Array): Promise<void> {
  const on = !life.light.isOn;
  const to = label ? { dst: life.virtual, label } : { dst: group };
  life.rig.onOff.setUnacknowledged(on, { ...to, appKeyIndex: 0 });
  await life.wait(600);
  expect(life, on);
}

/** Switched by its own button: its publication is heard. */
async function pressed(life: LightLife): Promise<void> {
  const { events } = life.rig.provisionerHost;
  const before = events.length;
  life.light.set(!life.light.isOn);
  await life.wait(1500);
  const { opcode } = GenericOnOffStatus;
  const heard = events
    .slice(before)
    .some((event) => event.type === "access.receive" && event.opcode === opcode);
  if (!heard) throw new Error("what it publishes is not heard");
}

async function several(life: LightLife, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await switched(life);
}

/** Off and on again: it is as it was. */
async function cycled(life: LightLife): Promise<void> {
  const on = life.light.isOn;
  life.powerCycle();
  // A state whose record had the trouble may be the one before, or off.
  if (life.troubledKey !== "d001000") expect(life, on);
  await switched(life);
}

async function updateNetKey(life: LightLife): Promise<void> {
  const { configuration, node } = life.provisioner;
  const key = netKeyOf(life);
  await configuration.updateNetKey(life.address, 0, key, { timeout });
  const subnet = node.network!.subnets.get(0)!;
  if (subnet.phase === 0 && !equalBytes(subnet.keys.key, key))
    await configuration.updateNetKey(own, 0, key);
  if (!life.netKeys.some((other) => equalBytes(other, key))) life.netKeys.push(key);
}

async function updateAppKey(life: LightLife): Promise<void> {
  const { configuration } = life.provisioner;
  for (const address of [life.address, own])
    await configuration.updateAppKey(address, 0, 0, appKeyOf(life), { timeout });
}

async function goTo(life: LightLife, transition: 2 | 3): Promise<void> {
  const { configuration } = life.provisioner;
  for (const address of [life.address, own]) {
    const phase = await configuration.setKeyRefreshPhase(address, 0, transition, { timeout });
    if (phase !== transition % 3) throw new Error(`it is in phase ${phase}`);
  }
}

/** The provisioner begins an IV Update, or ends it; the light follows its beacons. */
async function ivUpdate(life: LightLife, inProgress: boolean): Promise<void> {
  const { networkBeacons, sequence } = life.provisioner.node.network!;
  sequence.testMode = true;
  life.ivTest = true;
  const follow = () => life.node.network?.sequence;
  const light = follow();
  if (light) light.testMode = true;
  const { state } = sequence;
  if (inProgress && state.ivIndex < life.round) networkBeacons.startIvUpdate();
  if (!inProgress && state.inProgress) {
    sequence.update({ type: "beacon", ivIndex: state.ivIndex, inProgress: false });
    networkBeacons.announce();
  }
  const { ivIndex } = sequence.state;
  await life.until("IV Update", () => {
    const followed = follow()?.state;
    return followed?.ivIndex === ivIndex && followed.inProgress === inProgress;
  });
}

async function nothingLeft(life: LightLife): Promise<void> {
  const { configuration } = life.provisioner;
  const { address } = life;
  const model = modelOf(life);
  const options = { timeout };
  const left = [
    ...(await configuration.getAppKeys(address, 0, options)),
    ...(await configuration.getBindings(address, model, options)),
    ...(await configuration.getSubscriptions(address, model, options)),
  ];
  const publication = await configuration.getPublication(address, model, options);
  if (left.length > 0 || publication) throw new Error(`of what was deleted ${left.join()} is left`);
}

/** Node Reset; one that it heard of is a device afterwards. */
async function reset(life: LightLife): Promise<void> {
  const { address, provisioner } = life;
  if (life.node.provisioned) {
    if (provisioner.database.at(address)) await provisioner.remove(address);
    await life.wait(4000);
  }
  provisioner.database.remove(address);
  if (life.node.provisioned) throw new Error("it was told to leave, and is a member");
}

async function anew(life: LightLife): Promise<void> {
  const { configuration } = life.provisioner;
  const { address } = await life.provisioner.provision(life.node.uuid);
  if (address === life.address) throw new Error("an address is given twice");
  if (life.node.address !== address) throw new Error("it is not where it was taken in");
  if ((await configuration.getDefaultTtl(address)) !== 7) throw new Error("it is not as new");
}

const step = (name: string, run: LightStep["run"]): LightStep => ({ name, run });
/** The light may be a device in it. */
const deviceStep = (name: string, run: LightStep["run"]) => ({ name, run, asDevice: true });
const configuration = (name: string, run: LightStep["run"]) => ({ name, run, configures: true });

/** A light's life in the order of its events. */
export const lightSteps: readonly LightStep[] = [
  deviceStep("join", async (life) => {
    const { address } = await life.provisioner.provision(life.node.uuid);
    life.tookIn(address);
  }),
  configuration("AppKey Add", (life) => life.provisioner.addAppKey(life.address, 0, { timeout })),
  configuration("bind", (life) =>
    life.provisioner.configuration.bind(life.address, modelOf(life), 0, { timeout }),
  ),
  configuration("subscribe to a group", (life) =>
    life.provisioner.configuration.subscribe(life.address, modelOf(life), group, { timeout }),
  ),
  configuration("subscribe to a label", (life) =>
    life.provisioner.configuration.subscribe(life.address, modelOf(life), life.label, { timeout }),
  ),
  configuration("Publication Set", (life) =>
    life.provisioner.configuration.setPublication(
      life.address,
      modelOf(life),
      { address: own, appKeyIndex: 0, ttl: 7 },
      { timeout },
    ),
  ),
  configuration("Default TTL", (life) =>
    life.provisioner.configuration.setDefaultTtl(life.address, 9, { timeout }),
  ),
  step("switched", (life) => several(life, 2)),
  step("switched by the group", (life) => commanded(life)),
  step("switched by the label", (life) => commanded(life, life.label)),
  step("switched by its button", pressed),
  step("off and on again", cycled),
  step("many messages", (life) => several(life, 6)),
  step("NetKey Update", updateNetKey),
  step("AppKey Update", updateAppKey),
  step("phase 2", (life) => goTo(life, 2)),
  step("switched in phase 2", (life) => several(life, 1)),
  step("phase 3", (life) => goTo(life, 3)),
  step("switched with the new keys", (life) => several(life, 1)),
  step("published with the new keys", pressed),
  step("IV Update begins", (life) => ivUpdate(life, true)),
  step("switched meanwhile", (life) => several(life, 2)),
  step("IV Update ends", (life) => ivUpdate(life, false)),
  step("switched afterwards", (life) => several(life, 2)),
  step("left alone for ten minutes", (life) => life.wait(600_000)),
  step("device key refresh", (life) => life.provisioner.reprovision(life.address)),
  step("switched with another device key", (life) => several(life, 1)),
  step("unsubscribe", (life) =>
    life.provisioner.configuration.unsubscribe(life.address, modelOf(life), life.label, {
      timeout,
    }),
  ),
  step("the group is left to it", (life) => commanded(life)),
  step("unsubscribe all", (life) =>
    life.provisioner.configuration.unsubscribeAll(life.address, modelOf(life), { timeout }),
  ),
  step("AppKey Delete", (life) =>
    life.provisioner.configuration.deleteAppKey(life.address, 0, 0, { timeout }),
  ),
  step("nothing of it is left", nothingLeft),
  step("nothing of it is left after a restart", (life) => {
    life.powerCycle();
    return nothingLeft(life);
  }),
  deviceStep("Node Reset", reset),
  deviceStep("taken in anew", anew),
];
