// What a firmware or a tool imports from "xs-mesh".
export { Abort, type AbortSignalLike } from "./base/abort.js";
export { AbortError, MeshError, TimeoutError } from "./base/errors.js";
export type { Board, Firmware, Start } from "./firmware/start.js";
export type { Host } from "./host/host.js";
export type { TraceEvent } from "./host/trace.js";
export * from "./access/fields.js";
export { message, type Message } from "./access/message.js";
export { Model, type MessageContext, type SendOptions } from "./access/model.js";
export { ClientModel, type RequestOptions } from "./access/client-model.js";
export { vendorOpcode } from "./access/opcode.js";
export { vendorModelId, type ModelId } from "./access/model-id.js";
export { ConfigurationClient } from "./foundation/configuration/client.js";
export { ConfigurationError } from "./foundation/configuration/request.js";
export { GenericOnOffClient } from "./models/generic-onoff/client.js";
export { GenericOnOffServer } from "./models/generic-onoff/server.js";
export { Node, type NodeOptions, type NodeState } from "./node/node.js";
export { Provisioner, type ProvisionerOptions } from "./provisioner/provisioner.js";
