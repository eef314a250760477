// A node with server models and one with a client, on a test air.
import type { Publication } from "../../modules/access/model-configuration.js";
import type { Message } from "../../modules/access/message.js";
import { fromHex } from "../../modules/base/bytes.js";
import { Model } from "../../modules/access/model.js";
import { vendorModelId } from "../../modules/access/model-id.js";
import { Mesh, type MeshNode } from "./mesh.js";
import { OctetsSender } from "./octets-sender.js";
import { publicationTo } from "./publication.js";
import { TestStore } from "./records.js";
import { askSensor, bindSensors, sensorAddress, sensorGroup } from "./sensor-rig.js";

export const serverAddress = sensorAddress;
export const serverGroup = sensorGroup;
/** Options of a request to the server. */
export const askServer = askSensor;

/** Answers a message with any octets. */
export class OctetsServer extends Model {
  /** How often it was asked. */
  asked = 0;

  constructor(message: Message, hex: string) {
    super(vendorModelId(0x1234, 10));
    this.on(message, (_, context) => {
      this.asked++;
      this.services!.reply(this, context, fromHex(hex));
    });
  }
}

/** AD type of a mesh message. */
const networkPdu = 0x2a;

/** Counts what models store. */
class CountingStore extends TestStore {
  writes = 0;

  override write(key: string, value: Uint8Array): void {
    if (key.startsWith("d")) this.writes++;
    super.write(key, value);
  }
}

/** All models are bound to one AppKey and subscribe to a group. */
export class ModelPair {
  readonly mesh = new Mesh();
  readonly #sender = new OctetsSender();
  readonly #store = new CountingStore();
  #server: MeshNode;

  constructor(
    client: Model,
    private readonly makeServers: () => readonly Model[],
  ) {
    this.join(0x0001, [client, this.#sender]);
    this.#server = this.#start();
    bindSensors(this.#server);
  }

  get node() {
    return this.#server.node;
  }

  /** The node with the servers. */
  get server(): MeshNode {
    return this.#server;
  }

  /** Network PDUs that were on the air. */
  get messages(): number {
    return this.mesh.air.log.filter(({ data }) => data[1] === networkPdu).length;
  }

  /** How often models have stored something. */
  get writes(): number {
    return this.#store.writes;
  }

  /** Counters of the node with the servers. */
  dropped(reason: Parameters<MeshNode["node"]["diagnostics"]["dropped"]>[0]): number {
    return this.node.diagnostics.dropped(reason);
  }

  /** Cuts the power of the servers' node, and starts it from its store with new models. */
  restart(): void {
    this.node.close();
    this.#server = this.#start();
  }

  /** Gives a model of the servers' node a publication to the group. */
  publish(model: Model, changes: Partial<Publication> = {}): void {
    model.configuration = { bindings: [0], publication: publicationTo(serverGroup, changes) };
    this.node.network!.saveModel(model);
  }

  /** Sends the server what may be no message, and lets a second pass. */
  async say(hex: string): Promise<void> {
    this.#sender.say(fromHex(hex), askServer);
    await this.mesh.clock.run(1000);
  }

  /** Adds a node to the network. */
  join(address: number, models: readonly Model[]): MeshNode {
    const made = this.mesh.node(address, [{ models }]);
    bindSensors(made);
    return made;
  }

  #start(): MeshNode {
    return this.mesh.node(serverAddress, [{ models: this.makeServers() }], { store: this.#store });
  }
}
