import type { Bus } from "./bus.js";
import { variant, type Method, type Objects } from "./bus.js";

export const APPLICATION_PATH = "/app";
const AGENT_PATH = "/app/agent";

/** Identifiers of an element's models. */
export interface ElementModels {
  readonly models: readonly number[];
  /** Pairs of company and model identifier. */
  readonly vendorModels?: readonly (readonly [company: number, model: number])[];
}

/** An access message that reached an element of the daemon's node. */
export interface MeshdMessage {
  readonly element: number;
  readonly source: number;
  /**
   * The destination address: an element or a group; undefined for a message encrypted with a
   * device key.
   */
  readonly destination: number | undefined;
  /** AppKey index; undefined for a message encrypted with a device key. */
  readonly appIndex: number | undefined;
  /**
   * For a message encrypted with a device key: whether that is the sender's (true) or this node's
   * own.
   */
  readonly remote: boolean;
  /** Opcode and parameters of the access message. */
  readonly data: Uint8Array;
}

/** Calls of the daemon to its application. */
export interface ApplicationEvents {
  joined(token: bigint): void;
  joinFailed(reason: string): void;
  /**
   * `data`: UUID (16 octets), OOB information (2) and, if the beacon contains it, the URI hash.
   */
  scanResult(rssi: number, data: Uint8Array): void;
  /** Returns the unicast address for a device with `count` elements. */
  addressFor(count: number): number;
  nodeAdded(uuid: Uint8Array, unicast: number, count: number): void;
  nodeFailed(uuid: Uint8Array, reason: string): void;
  message(message: MeshdMessage): void;
}

export interface ApplicationOptions {
  readonly elements: readonly ElementModels[];
  /** Static OOB value of 16 octets, as provisioner or device; undefined: no OOB. */
  readonly staticOob?: Uint8Array;
  readonly events: ApplicationEvents;
}

export function elementPath(element: number): string {
  return `${APPLICATION_PATH}/ele${element.toString(16).padStart(2, "0")}`;
}

/**
 * Exports the objects of a mesh application (BlueZ doc/mesh-api: Application1 and the objects
 * below it).
 */
export function exportApplication(bus: Bus, options: ApplicationOptions): void {
  const { elements, staticOob } = options;
  const capabilities = staticOob ? ["static-oob"] : [];
  const objects: Record<string, Objects[string]> = {
    [APPLICATION_PATH]: {
      Application1: {
        CompanyID: variant("q", 0x05f1),
        ProductID: variant("q", 1),
        VersionID: variant("q", 1),
        CRPL: variant("q", 0x7fff),
      },
      Provisioner1: {},
    },
    [AGENT_PATH]: {
      ProvisionAgent1: {
        Capabilities: variant("as", capabilities),
        OutOfBandInfo: variant("as", []),
        URI: variant("s", ""),
      },
    },
  };
  elements.forEach(({ models, vendorModels = [] }, element) => {
    const known = models.map((model) => [model, {}]);
    const vendor = vendorModels.map(([company, model]) => [company, model, {}]);
    objects[elementPath(element)] = {
      Element1: {
        Index: variant("y", element),
        Location: variant("q", 0),
        Models: variant("a(qa{sv})", known),
        VendorModels: variant("a(qqa{sv})", vendor),
      },
    };
  });
  bus.export(objects, methods(options));
}

function methods({ events, staticOob }: ApplicationOptions): Record<string, Method> {
  return {
    JoinComplete: (_path: string, token: bigint) => events.joined(token),
    JoinFailed: (_path: string, reason: string) => events.joinFailed(reason),
    ScanResult: (_path: string, rssi: number, data: Uint8Array) =>
      events.scanResult(rssi, octets(data)),
    RequestProvData: (_path: string, count: number) => ["qq", 0, events.addressFor(count)],
    AddNodeComplete: (_path: string, uuid: Uint8Array, unicast: number, count: number) =>
      events.nodeAdded(octets(uuid), unicast, count),
    AddNodeFailed: (_path: string, uuid: Uint8Array, reason: string) =>
      events.nodeFailed(octets(uuid), reason),
    PromptStatic: () => ["ay", Buffer.from(staticOob ?? new Uint8Array(16))],
    MessageReceived: (
      path: string,
      source: number,
      appIndex: number,
      destination: { readonly value: unknown },
      data: Uint8Array,
    ) =>
      events.message({
        element: elementOf(path),
        source,
        destination: typeof destination.value === "number" ? destination.value : undefined,
        appIndex,
        remote: false,
        data: octets(data),
      }),
    DevKeyMessageReceived: (
      path: string,
      source: number,
      remote: boolean,
      _netIndex: number,
      data: Uint8Array,
    ) =>
      events.message({
        element: elementOf(path),
        source,
        destination: undefined,
        appIndex: undefined,
        remote,
        data: octets(data),
      }),
    UpdateModelConfiguration: () => undefined,
  };
}

/** A copy as a plain Uint8Array, without the methods of Buffer. */
function octets(data: Uint8Array): Uint8Array {
  return new Uint8Array(data);
}

function elementOf(path: string): number {
  return parseInt(path.slice(elementPath(0).length - 2), 16);
}
