// Requests that the other node refuses, in a simulation: what the error of each says.
import { ClientModel, type RequestOptions } from "../../../modules/access/client-model.js";
import { message } from "../../../modules/access/message.js";
import type { Model } from "../../../modules/access/model.js";
import { GenericOnOffStatus } from "../../../modules/models/index.js";
import { GenericOnOffClient } from "../../../modules/models/generic-onoff/client.js";
import { GenericOnOffServer } from "../../../modules/models/generic-onoff/server.js";
import { Node, type NodeOptions } from "../../../modules/node/node.js";
import { Simulation } from "../../../tools/simulation/index.js";
import { uint8 } from "../../../modules/access/fields.js";

const netKey = new Uint8Array(16).fill(1);
const appKey = new Uint8Array(16).fill(2);
const otherKey = new Uint8Array(16).fill(3);

/** Sends a message that the server declares otherwise: one octet too many. */
const longGet = message("Generic OnOff Get", 0x8201, { extra: uint8 }, GenericOnOffStatus);

class LongClient extends ClientModel {
  constructor() {
    super(0x1001);
    this.onStatus(GenericOnOffStatus);
  }

  get(options: RequestOptions): Promise<unknown> {
    return this.request(longGet, { extra: 1 }, options);
  }
}

interface Sides {
  readonly simulation: Simulation;
  readonly client: Node;
  readonly server: Node;
  readonly onOff: GenericOnOffServer;
  readonly asking: GenericOnOffClient;
}

/** A client at 0001 and a node at 000b with a Generic OnOff Server on its first of two elements. */
export function sides(change: { readonly clientModel?: Model } = {}): Sides {
  const simulation = new Simulation({ air: "ideal" });
  const deviceKey = new Uint8Array(16).fill(9);
  const node = (name: string, address: number, elements: NodeOptions["elements"]) => {
    const made = new Node({
      host: simulation.host({ name }),
      companyId: 0xffff,
      provisionable: false,
      elements,
    });
    made.provision({ netKey, deviceKey, netKeyIndex: 0, ivIndex: 0, address });
    return made;
  };
  const onOff = new GenericOnOffServer();
  const asking = new GenericOnOffClient();
  const client = node("switch", 0x0001, [{ models: [change.clientModel ?? asking] }]);
  const server = node("lamp", 0x000b, [{ models: [onOff] }, { models: [] }]);
  client.network!.applicationKeys.add(0, 0, appKey);
  for (const model of client.elements[0]!.models)
    model.configuration = { bindings: [0], publication: undefined };
  return { simulation, client, server, onOff, asking };
}

function bound({ onOff, server }: Sides, key = appKey): void {
  server.network!.applicationKeys.add(0, 0, key);
  onOff.configuration = { bindings: [0], publication: undefined };
}

/** A mistake, how it is made, and what the error of the request says. */
export interface RefusedRequest {
  readonly mistake: string;
  readonly make: () => { readonly simulation: Simulation; readonly request: Promise<unknown> };
  readonly text: string;
}

const asked = "lamp (000b) did not answer Generic OnOff Get";
const options = { timeout: 3000, dst: 0x000b };

/** Prepares the sides, and asks. */
function ask(
  prepare: (made: Sides) => void,
  how: RequestOptions = options,
): RefusedRequest["make"] {
  return () => {
    const made = sides();
    prepare(made);
    return { simulation: made.simulation, request: made.asking.get(how) };
  };
}

export const refusedRequests: readonly RefusedRequest[] = [
  {
    mistake: "a request to a model that is not bound to the AppKey",
    make: ask(({ server }) => server.network!.applicationKeys.add(0, 0, appKey)),
    text: `${asked}: its model Generic OnOff Server is not bound to AppKey 0; bind it with configuration.bind(0x000b, { elementAddress: 0x000b, modelId: 0x1000 }, 0)`,
  },
  {
    mistake: "a request to a node without the AppKey",
    make: ask(() => undefined),
    text: `${asked}: it does not have AppKey 0, or another one under that index; add it with configuration.addAppKey(node, netKeyIndex, 0, appKey)`,
  },
  {
    mistake: "a request to a node that has another AppKey under the index",
    make: ask((made) => bound(made, otherKey)),
    text: `${asked}: it does not have AppKey 0, or another one under that index; add it with configuration.addAppKey(node, netKeyIndex, 0, appKey)`,
  },
  {
    mistake: "a request to an element without the model",
    make: ask(bound, { ...options, dst: 0x000c }),
    text: "lamp (000c) did not answer Generic OnOff Get: its element 1 has no model for Generic OnOff Get; send the message to an element that has one, or add the model to the firmware's element",
  },
  {
    mistake: "a request to an address that no node has",
    make: ask(bound, { ...options, dst: 0x0099 }),
    text: "0099 did not answer Generic OnOff Get: no node received it; either none has an element with that address, or none in range has the NetKey",
  },
  {
    mistake: "a message that is declared otherwise in the other firmware",
    make: () => {
      const clientModel = new LongClient();
      const made = sides({ clientModel });
      bound(made);
      return { simulation: made.simulation, request: clientModel.get(options) };
    },
    text: `${asked}: the parameters of the message are malformed for it; declare its fields alike in both firmwares`,
  },
  {
    mistake: "a model that does not reply to a request",
    make: () => {
      const made = sides();
      bound(made);
      const request = made.asking.get(options);
      made.onOff.handled = () => undefined;
      return { simulation: made.simulation, request };
    },
    text: `${asked}: its model got the message and did not reply`,
  },
];

/** Unacknowledged messages to a group: which text the simulation has of each. */
export const refusedGroups: readonly {
  readonly mistake: string;
  readonly make: () => Simulation;
  readonly text: string;
}[] = [
  {
    mistake: "a message to a group that no model subscribes to",
    make: () => {
      const made = sides();
      bound(made);
      made.asking.setUnacknowledged(true, { dst: 0xc001 });
      return made.simulation;
    },
    text: "no node took Generic OnOff Set Unacknowledged from switch (0001) to c001: no model of any node subscribes to it; subscribe one with configuration.subscribe(node, model, 0xc001)",
  },
  {
    mistake: "a message to a group that another model of the node subscribes to",
    make: () => {
      const made = sides();
      bound(made);
      const [server] = made.server.elements[0]!.models;
      server!.subscriptionList.entries = [{ address: 0xc001, label: undefined }];
      made.server.network!.saveModel(server!);
      made.asking.setUnacknowledged(true, { dst: 0xc001 });
      return made.simulation;
    },
    text: "lamp did not take Generic OnOff Set Unacknowledged from switch (0001) to c001: its model Generic OnOff Server does not subscribe to c001; subscribe it with configuration.subscribe(node, { elementAddress: node + 0, modelId: 0x1000 }, 0xc001)",
  },
  {
    mistake: "a message to a group with an AppKey that the subscribed model is not bound to",
    make: () => {
      const made = sides();
      made.server.network!.applicationKeys.add(0, 0, appKey);
      made.onOff.subscriptionList.entries = [{ address: 0xc001, label: undefined }];
      made.server.network!.saveModel(made.onOff);
      made.asking.setUnacknowledged(true, { dst: 0xc001 });
      return made.simulation;
    },
    text: "lamp did not take Generic OnOff Set Unacknowledged from switch (0001) to c001: its model Generic OnOff Server is not bound to AppKey 0; bind it with configuration.bind(node, { elementAddress: node + 0, modelId: 0x1000 }, 0)",
  },
];
