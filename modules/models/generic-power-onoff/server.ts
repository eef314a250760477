import { HandlerTable } from "../../access/handler-table.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import type { PowerUp } from "../common/power-up.js";
import {
  GenericOnPowerUpGet,
  GenericOnPowerUpSet,
  GenericOnPowerUpSetUnacknowledged,
  GenericOnPowerUpStatus,
  genericPowerOnOffServerId,
  genericPowerOnOffSetupServerId,
} from "./messages.js";

/** The Generic Power OnOff Server model: tells the Generic OnPowerUp state. Mesh Model 1.1 §3.3.4. */
export class GenericPowerOnOffServer extends Model {
  /** The state, shared with the setup server and the servers that are bound to it. */
  readonly power: PowerUp;

  /** `onOff`: the Generic OnOff Server that it extends. Throws TypeError naming the argument that is wrong. */
  constructor(power: PowerUp, onOff: Model) {
    development.args?.("GenericPowerOnOffServer", [power, onOff]);
    super(genericPowerOnOffServerId, "application", handlers);
    this.power = power;
    this.extend(onOff);
  }

  /** Answers with the state. */
  answer(context: MessageContext): void {
    this.reply(context, GenericOnPowerUpStatus, { onPowerUp: this.power.onPowerUp });
  }

  protected override onStart(): void {
    this.power.started(this.services!);
  }

  override publicationPayload(): Uint8Array {
    return GenericOnPowerUpStatus.encode({ onPowerUp: this.power.onPowerUp });
  }

  /** Publishes the state, where a publish address is configured. */
  published(): void {
    if (this.configuration.publication) this.services?.publish(this, this.publicationPayload());
  }
}

/** The Generic Power OnOff Setup Server model: sets the Generic OnPowerUp state, which is kept over a power cut. Mesh Model 1.1 §3.3.5. */
export class GenericPowerOnOffSetupServer extends Model {
  readonly #server: GenericPowerOnOffServer;
  readonly #initial: number;

  /**
   * `defaultTransitionTime`: the Generic Default Transition Time Server, which it extends too. Throws
   * TypeError naming the argument that is wrong.
   */
  constructor(server: GenericPowerOnOffServer, defaultTransitionTime: Model) {
    development.args?.("GenericPowerOnOffSetupServer", [server, defaultTransitionTime]);
    super(genericPowerOnOffSetupServerId, "application", setupHandlers);
    this.#server = server;
    this.#initial = server.power.onPowerUp;
    this.extend(server);
    this.extend(defaultTransitionTime);
    this.correspond(server);
  }

  /** Handles a Set message. */
  receiveSet(onPowerUp: number): void {
    const { power } = this.#server;
    if (onPowerUp === power.onPowerUp) return;
    power.onPowerUp = onPowerUp;
    this.services?.store(this, Uint8Array.of(onPowerUp));
    this.#server.published();
  }

  /** Answers with the state. */
  answer(context: MessageContext): void {
    this.reply(context, GenericOnPowerUpStatus, { onPowerUp: this.#server.power.onPowerUp });
  }

  protected override onLoad(data: Uint8Array): void {
    const { power } = this.#server;
    if (data.length === 1 && data[0]! <= 2) power.onPowerUp = data[0]!;
    power.loaded();
  }

  protected override onReset(): void {
    this.#server.power.onPowerUp = this.#initial;
  }
}

const handlers = frozen(
  new HandlerTable<GenericPowerOnOffServer>().on(GenericOnPowerUpGet, (server, _, context) =>
    server.answer(context),
  ),
);

const setupHandlers = frozen(
  new HandlerTable<GenericPowerOnOffSetupServer>()
    .on(GenericOnPowerUpSet, (server, { onPowerUp }, context) => {
      server.receiveSet(onPowerUp);
      server.answer(context);
    })
    .on(GenericOnPowerUpSetUnacknowledged, (server, { onPowerUp }) => server.receiveSet(onPowerUp)),
);
