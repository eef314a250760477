import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  LightLcPropertyGet,
  LightLcPropertySet,
  LightLcPropertySetUnacknowledged,
  LightLcPropertyStatus,
  type LightLcPropertyValues,
  lightLcSetupServerId,
} from "./messages.js";
import { lcPropertyIndex } from "./properties.js";
import type { LightLcServer } from "./server.js";

/**
 * The Light LC Setup Server model: sets the properties of the controller, which are kept over a power cut. A
 * message about a property that a controller has not, or with a value that it prohibits, is counted
 * and not answered. Mesh Model 1.1 §6.5.6.
 */
export class LightLcSetupServer extends Model {
  readonly #server: LightLcServer;

  /** Throws TypeError naming the argument that is wrong. */
  constructor(server: LightLcServer) {
    development.args?.("LightLcSetupServer", [server]);
    super(lightLcSetupServerId, "application", handlers);
    this.#server = server;
    server.onProperties = () => this.#store();
    this.extend(server);
    this.correspond(server);
  }

  /** Handles a Set message; false if it is to be ignored. */
  receiveSet({ propertyId, raw }: LightLcPropertyValues): boolean {
    const { controller, properties } = this.#server;
    const index = lcPropertyIndex(propertyId);
    const another = index === undefined ? undefined : properties.take(index, raw);
    if (another === undefined) return this.#refuse(raw.length);
    if (!another) return true;
    this.#store();
    controller.propertyChanged();
    this.#server.settingChanged();
    if (this.configuration.publication)
      this.services?.publish(this, LightLcPropertyStatus.encode({ propertyId, raw }));
    return true;
  }

  /** Answers with a property. */
  answer(propertyId: number, context: MessageContext): void {
    const index = lcPropertyIndex(propertyId);
    if (index === undefined) return void this.#refuse(0);
    const raw = this.#server.properties.raw(index);
    this.reply(context, LightLcPropertyStatus, { propertyId, raw });
  }

  protected override onLoad(data: Uint8Array): void {
    this.#server.properties.restore(data);
    this.#server.loaded();
  }

  protected override onReset(): void {
    this.#server.properties.reset();
  }

  #store(): void {
    this.services?.store(this, this.#server.properties.encode());
  }

  #refuse(octets: number): false {
    this.services?.diagnostics.drop("model.value", octets);
    return false;
  }
}

const handlers = frozen(
  new HandlerTable<LightLcSetupServer>()
    .on(LightLcPropertyGet, (server, { propertyId }, context) => server.answer(propertyId, context))
    .on(LightLcPropertySet, (server, values, context) => {
      if (server.receiveSet(values)) server.answer(values.propertyId, context);
    })
    .on(LightLcPropertySetUnacknowledged, (server, values) => {
      server.receiveSet(values);
    }),
);
