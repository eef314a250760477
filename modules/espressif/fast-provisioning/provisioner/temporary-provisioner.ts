import { Abort } from "../../../base/abort.js";
import { toHex } from "../../../base/bytes.js";
import { randomBetween } from "../../../base/random.js";
import { Timer } from "../../../base/timer.js";
import { Algorithm } from "../../../provisioning/oob.js";
import type { ProvisioningData } from "../../../provisioning/pdu.js";
import { ProvisionerRole } from "../../../provisioning/provisioner.js";
import type { FastProvSettings } from "../models/info-validation.js";
import type { HeardDevice } from "../policy/surroundings.js";
import { type ChildHistory, Children, type ChildrenOwner } from "./children.js";
import type {
  ProvisionerOwner,
  TemporaryProvisionerOptions,
} from "./temporary-provisioner-options.js";

/** Milliseconds for which devices are counted that are too many for the list. */
const estimateWindow = 10_000;

/**
 * Provisions the devices in range of a node until it is closed: selects them, opens PB-ADV
 * links to them, and assigns addresses of the node's range. `Children` configures them.
 * Both the Primary Provisioner and the Temporary Provisioners have one.
 */
export class TemporaryProvisioner implements ChildrenOwner {
  readonly #options: TemporaryProvisionerOptions;
  readonly #owner: ProvisionerOwner;
  readonly #role: ProvisionerRole;
  readonly #children: Children;
  #linksOpened = 0;
  #linksFailed = 0;
  /** UUIDs of the devices on its links. */
  #linking: readonly Uint8Array[] = [];
  /** Links opened until one resulted in a node; Infinity after that. */
  #linksBeforeFirstNode = 0;
  /** Links in a row that failed. No other link is opened until `#notBefore`, ms of the clock. */
  #failedInRow = 0;
  #notBefore = -Infinity;
  readonly #linkTimer: Timer<TemporaryProvisioner>;
  readonly #restTimer: Timer<TemporaryProvisioner>;
  #resting = false;
  #closed = false;

  constructor(options: TemporaryProvisionerOptions, owner: ProvisionerOwner) {
    const { host, keyPairs, node, policy } = options;
    const { bearer, diagnostics } = node;
    this.#options = options;
    this.#owner = owner;
    this.#role = new ProvisionerRole({
      ...host,
      bearer,
      diagnostics,
      keyPairs,
      timing: policy.pbAdvTiming("provisioner", bearer.sets, options.reception),
      protocolTimeout: policy.protocolTimeout,
    });
    this.#linkTimer = new Timer(host.clock, TemporaryProvisioner.#linksDue, this);
    this.#restTimer = new Timer(host.clock, TemporaryProvisioner.#restDue, this);
    this.#children = new Children(options, owner, this);
    this.#scheduleLinks(0);
  }

  /** The nodes that it provisioned. */
  get history(): readonly ChildHistory[] {
    return this.#children.history;
  }

  /** Number of links opened, and of those that did not result in a node. */
  get links(): { readonly opened: number; readonly failed: number } {
    return { opened: this.#linksOpened, failed: this.#linksFailed };
  }

  get settings(): FastProvSettings {
    return this.#options.settings;
  }

  /** Whether no device was heard for the policy's `idleTimeout`. */
  get resting(): boolean {
    return this.#resting;
  }

  /** Whether many links are heard. */
  get congested(): boolean {
    return this.linksHeard >= this.#options.policy.reportCongestionLinks;
  }

  /** Number of PB-ADV links heard within the policy's `congestionWindow`, its own included. */
  get linksHeard(): number {
    const { policy, surroundings } = this.#options;
    return surroundings.linksHeard(policy.congestionWindow);
  }

  /** Number of devices to provision that sent a beacon lately and are on no link; more than the list holds are estimated. */
  get devicesHeard(): number {
    return this.#available().length * this.#options.surroundings.devicesPerEntry(estimateWindow);
  }

  childrenChanged(): void {
    this.#openLinks();
  }

  /** The collector of the records changed. */
  collectorChanged(): void {
    this.#children.collectorChanged();
  }

  /** A device sent a beacon. The link is opened after a random delay: other provisioners heard the beacon too. */
  deviceHeard(): void {
    const { host, policy } = this.#options;
    if (this.#linkTimer.running || this.#linking.length >= policy.maxLinks) return;
    this.#scheduleLinks(randomBetween(host.random, 0, policy.maxLinkDelay));
  }

  /** Closes its links and stops to configure. A later provisioner goes on with devices that were sent their provisioning data. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopTimers();
    this.#children.close();
    this.#role.close();
  }

  #stopTimers(): void {
    this.#linkTimer.stop();
    this.#restTimer.stop();
  }

  /** Always from a timer: the stack of a chip is too short for the calls from a beacon to the Link Open. */
  #scheduleLinks(delay: number): void {
    this.#restTimer.stop();
    this.#linkTimer.start(delay);
  }

  /** Opens links as far as the policy allows, and schedules the next time or the rest. */
  #openLinks(): void {
    if (this.#closed) return;
    this.#stopTimers();
    const { addresses, host, policy } = this.#options;
    let opened = 0;
    while (this.#mayOpen()) {
      const device = this.#choose();
      if (!device) break;
      opened++;
      this.#provision(device);
    }
    const idle = this.#linking.length === 0 && !this.#children.pending && opened === 0;
    const full = addresses.exhausted || this.#children.count >= policy.maxNodes;
    if (!idle || (!full && this.#available().length > 0)) {
      this.#rest(false);
      const { min, max } = policy.retryLinkDelay;
      this.#scheduleLinks(randomBetween(host.random, min, max));
    } else if (!this.#resting && policy.idleTimeout < Infinity)
      this.#restTimer.start(policy.idleTimeout);
  }

  static #linksDue(provisioner: TemporaryProvisioner): void {
    provisioner.#openLinks();
  }

  static #restDue(provisioner: TemporaryProvisioner): void {
    provisioner.#rest(true);
  }

  #rest(resting: boolean): void {
    if (this.#resting === resting) return;
    this.#resting = resting;
    if (resting)
      this.#options.node.diagnostics.emit({ type: "fast-provisioning", state: "resting" });
    this.#owner.restingChanged(resting);
  }

  #mayOpen(): boolean {
    const { addresses, host, policy } = this.#options;
    const links = this.#linking.length;
    if (links >= policy.maxLinks || addresses.exhausted) return false;
    if (host.clock.now() < this.#notBefore) return false;
    if (this.#children.count + links >= policy.maxNodes) return false;
    if (this.#children.firstAttempts >= policy.maxConfiguring) return false;
    return this.linksHeard < policy.congestionLinks;
  }

  /** Devices whose UUID begins with the match value, that sent a beacon lately, and are on no link. */
  #available(): HeardDevice[] {
    const { policy, settings, surroundings } = this.#options;
    // A beacon sent before the device received the Link Open does not end its being in use.
    for (const uuid of this.#linking) surroundings.markInUse(uuid);
    return surroundings.available(settings.matchValue, policy.maxDeviceAge(surroundings));
  }

  #choose(): HeardDevice | undefined {
    const devices = this.#available();
    if (devices.length === 0) return undefined;
    const situation = { linksOpened: this.#linksBeforeFirstNode, linksHeard: this.linksHeard };
    return devices[this.#options.policy.chooseDevice(devices, situation)];
  }

  #provision(device: HeardDevice): void {
    const { host, node, policy, surroundings } = this.#options;
    const { diagnostics } = node;
    const linkOpened = host.clock.now();
    const uuid = surroundings.uuid(device);
    surroundings.markInUse(uuid);
    let assigned: number | undefined;
    const timeout = new Abort();
    const deadline = host.clock.schedule(() => {
      if (assigned === undefined) timeout.abort();
    }, policy.linkTimeout);
    this.#linking = [...this.#linking, uuid];
    this.#linksOpened++;
    this.#linksBeforeFirstNode++;
    if (diagnostics.tracing)
      diagnostics.emit({ type: "fast-provisioning.node", step: "link", uuid: toHex(uuid) });
    this.#role
      .provision({
        uuid,
        algorithms: [Algorithm.cmac, Algorithm.hmac],
        signal: timeout,
        assign: ({ elements }) => this.#assign(elements),
        onData: (child) => {
          this.#children.dataSent(child, device.rssi);
          assigned = child.address;
        },
      })
      .then(
        (child) => {
          this.#children.provisioned(child, linkOpened);
          this.#failedInRow = 0;
          this.#linksBeforeFirstNode = Infinity;
          surroundings.markInUse(uuid);
          const { address } = child;
          diagnostics.emit({ type: "fast-provisioning.node", step: "provisioned", address });
          this.#owner.nodeProvisioned();
        },
        () => {
          surroundings.markInUse(uuid);
          this.#linksFailed++;
          const backoff = policy.linkBackoff(++this.#failedInRow);
          this.#notBefore = host.clock.now() + randomBetween(host.random, 0, backoff);
          diagnostics.emit({ type: "fast-provisioning.node", step: "failed" });
        },
      )
      .finally(() => {
        host.clock.cancel(deadline);
        this.#linking = this.#linking.filter((other) => other !== uuid);
        if (this.#closed) return;
        // A device that was sent its provisioning data may be a node even if the link failed.
        if (assigned !== undefined) this.#children.add(assigned);
        this.#openLinks();
      });
  }

  #assign(elements: number): ProvisioningData | undefined {
    const { network } = this.#owner;
    const address = network && this.#options.addresses.allocateAddresses(elements);
    return address === undefined ? undefined : { ...network!, address };
  }
}
