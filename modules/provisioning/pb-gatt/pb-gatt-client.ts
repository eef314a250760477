import { GattDisconnectedError } from "../../base/gatt-errors.js";
import type { Diagnostics } from "../../base/diagnostics.js";
import { Timer } from "../../base/timer.js";
import { AdType } from "../../bearer/ad-type.js";
import type { AdvertisingBearer } from "../../bearer/advertising-bearer.js";
import type { GattClient, GattPeer, RemoteCharacteristic } from "../../host/gatt-client.js";
import { ProvisioningRefusedError } from "../errors.js";
import { CloseReason, type LinkCallbacks, type ProvisioningLink } from "../link.js";
import { type PbGattConnection, PbGattLink } from "./pb-gatt-link.js";
import { isUnprovisionedServiceData, ProvisioningService } from "./service.js";

/** Milliseconds within which a link must be open, as over PB-ADV. */
const openTimeout = 60_000;

/**
 * Milliseconds for which an address is not tried again that two attempts in a row have failed with:
 * another one may advertise the same UUID. Longer than an interval of a device's advertisement.
 */
const avoidTime = 3000;

/** HCI error code: the peer ended the connection (Core Specification 5.4, Vol 1 Part F §2). */
const remoteUser = 0x13;

export interface PbGattClientOptions {
  readonly client: GattClient;
  /** Hears the advertisements of devices. */
  readonly bearer: AdvertisingBearer;
  readonly diagnostics: Diagnostics;
}

/**
 * The PB-GATT bearer of a provisioner (Mesh Protocol 1.1 §5.2.2): it waits for the advertisement
 * of a device, connects, discovers the Mesh Provisioning Service and subscribes to Data Out. It
 * tries again until the link is open or `openTimeout` is over.
 */
export class PbGattClient {
  readonly #options: PbGattClientOptions;
  readonly #openings = new Set<PbGattLink>();
  #links = 0;

  constructor(options: PbGattClientOptions) {
    this.#options = options;
  }

  /**
   * Opens a link to the device of this UUID, 16 octets. `onOpen` or `onClose` follows. `address`:
   * that it was heard from last.
   */
  open(uuid: Uint8Array, callbacks: LinkCallbacks, address?: number): ProvisioningLink {
    const { bearer, diagnostics } = this.#options;
    const connection = new ClientConnection(this.#options, uuid.slice());
    const link = new PbGattLink({
      connection,
      queue: bearer.queue,
      diagnostics,
      role: "provisioner",
      linkId: ++this.#links,
      onClosed: () => this.#openings.delete(link),
    });
    this.#openings.add(link);
    link.begin(callbacks);
    connection.begin(link, address);
    return link;
  }

  /** Drops every link without a callback. */
  close(): void {
    for (const link of [...this.#openings]) link.abandon();
  }
}

/** The connection to one device, from the search for it on. */
class ClientConnection implements PbGattConnection {
  readonly #options: PbGattClientOptions;
  readonly #uuid: Uint8Array;
  /** Ends the time to open the link. */
  readonly #timer: Timer<ClientConnection>;
  #link: PbGattLink | undefined;
  #stopSearch: (() => void) | undefined;
  #peer: GattPeer | undefined;
  #dataIn: RemoteCharacteristic | undefined;
  #open = false;
  #ended = false;
  /** The address of the last attempt, how many in a row have failed with it, and until when it is avoided. */
  #address = -1;
  #failures = 0;
  #avoidedUntil = 0;

  constructor(options: PbGattClientOptions, uuid: Uint8Array) {
    this.#options = options;
    this.#uuid = uuid;
    this.#timer = new Timer(options.bearer.queue.clock, ClientConnection.#timeOver, this);
  }

  get room(): number {
    return this.#peer?.connected ? this.#peer.mtu - 3 : 0;
  }

  write(value: Uint8Array): boolean {
    return this.#peer!.writeWithoutResponse(this.#dataIn!, value);
  }

  disconnect(): void {
    this.#end();
    this.#peer?.disconnect();
  }

  begin(link: PbGattLink, address: number | undefined): void {
    this.#link = link;
    this.#timer.start(openTimeout);
    if (address === undefined) this.#search();
    else this.#options.bearer.queue.post(ClientConnection.#found, this, address);
  }

  #end(): void {
    this.#ended = true;
    this.#timer.stop();
    this.#stopSearch?.();
    this.#stopSearch = undefined;
  }

  #search(): void {
    const { bearer } = this.#options;
    this.#stopSearch = bearer.onAdType(AdType.serviceData16, (data, start, end) => {
      const { source } = bearer;
      if (source === this.#address && bearer.queue.clock.now() < this.#avoidedUntil) return;
      if (source === undefined || !isUnprovisionedServiceData(data, start, end)) return;
      for (let i = 0; i < 16; i++) if (data[start + 2 + i] !== this.#uuid[i]) return;
      this.#stopSearch?.();
      this.#stopSearch = undefined;
      bearer.queue.post(ClientConnection.#found, this, source);
    });
  }

  static #found(connection: ClientConnection, address: number): void {
    connection.#connect(address).catch((error: unknown) => connection.#failed(error));
  }

  /** A link that does not open for the air's sake is tried again. */
  #failed(error: unknown): void {
    if (this.#ended) return;
    this.#peer?.disconnect();
    this.#peer = undefined;
    if (error instanceof GattDisconnectedError) {
      this.#failures++;
      if (this.#failures > 1)
        this.#avoidedUntil = this.#options.bearer.queue.clock.now() + avoidTime;
      this.#search();
    } else this.#link?.failed(CloseReason.fail, error as Error);
  }

  async #connect(address: number): Promise<void> {
    if (this.#ended) return;
    if (address !== this.#address) this.#failures = 0;
    this.#address = address;
    const peer = await this.#options.client.connect(address, {
      // Invite and Capabilities fit into the least ATT_MTU.
      mtuExchange: "late",
      onDisconnect: (reason) => this.#disconnected(reason),
    });
    this.#peer = peer;
    if (this.#ended) return peer.disconnect();
    const service = await peer.discover(ProvisioningService.uuid);
    const dataIn = characteristic(service?.characteristics, ProvisioningService.dataIn);
    const dataOut = characteristic(service?.characteristics, ProvisioningService.dataOut);
    if (!dataIn || !dataOut)
      throw new ProvisioningRefusedError("the device has no Mesh Provisioning Service");
    this.#dataIn = dataIn;
    peer.onRoom = () => this.#link?.proceed();
    await peer.subscribe(dataOut, (value) => this.#link?.received(value));
    if (this.#ended) return;
    if (!peer.connected) throw new GattDisconnectedError(remoteUser);
    this.#open = true;
    this.#timer.stop();
    this.#link?.opened();
  }

  /** Before the link is open the request that waits is rejected, which tries again. */
  #disconnected(reason: number): void {
    if (!this.#open) return;
    this.#end();
    this.#link?.disconnected(reason);
  }

  static #timeOver(connection: ClientConnection): void {
    connection.#link?.failed(CloseReason.timeout);
  }
}

function characteristic(
  all: readonly RemoteCharacteristic[] | undefined,
  uuid: number,
): RemoteCharacteristic | undefined {
  return all?.find((one) => one.uuid === uuid);
}
