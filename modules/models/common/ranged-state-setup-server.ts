import type { SharedHandlers } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import { type MessageContext, Model } from "../../access/model.js";
import type { ModelId } from "../../access/model-id.js";
import { getUint16LE, putUint16LE } from "../../base/bytes.js";
import type { PowerUp } from "./power-up.js";
import type { RangedState } from "./ranged-state.js";
import { rangeStatus } from "./ranged-state-server.js";

/** Octets that are stored: default, minimum and maximum. */
const recordLength = 6;

/** A server of a state with a range. */
interface RangedServer extends Model {
  readonly power: PowerUp;
  readonly state: RangedState;
}

/** The setup server of a state with a range: sets its Default and Range states, which are kept over a power cut. */
export abstract class RangedStateSetupServer extends Model {
  readonly #server: RangedServer;
  readonly #initial: Pick<RangedState, "byDefault" | "maximum" | "minimum">;

  /** `powerOnOffSetup`: the Generic Power OnOff Setup Server, which it extends too. */
  protected constructor(
    id: ModelId,
    table: SharedHandlers,
    server: RangedServer,
    powerOnOffSetup: Model,
  ) {
    super(id, "application", table);
    this.#server = server;
    const { byDefault, maximum, minimum } = server.state;
    this.#initial = { byDefault, maximum, minimum };
    this.extend(server);
    this.extend(powerOnOffSetup);
    this.correspond(server);
  }

  /** The state whose Default and Range it sets. */
  protected get state(): RangedState {
    return this.#server.state;
  }

  /** A Default Status message with the present default. */
  protected abstract encodeDefault(): Uint8Array;

  /** A Range Status message, which is answered and published. */
  protected abstract readonly rangeMessage: Message<ReturnType<typeof rangeStatus>>;

  /** Handles a Default Set message; one out of the range is limited when it is used. */
  receiveDefault(value: number): void {
    const { state } = this.#server;
    if (value === state.byDefault) return;
    state.byDefault = value;
    this.#changed(this.encodeDefault());
  }

  /** Handles a Range Set message; false if it is to be ignored, as its range is none. The present value stays. */
  receiveRange({ maximum, minimum }: Pick<RangedState, "maximum" | "minimum">): boolean {
    if (minimum > maximum) return false;
    const { state } = this.#server;
    if (minimum === state.minimum && maximum === state.maximum) return true;
    state.minimum = minimum;
    state.maximum = maximum;
    this.#changed(this.rangeMessage.encode(rangeStatus(state)));
    return true;
  }

  /** Answers with the default. */
  answerDefault(context: MessageContext): void {
    this.services?.reply(this, context, this.encodeDefault());
  }

  /** Answers with the range. */
  answerRange(context: MessageContext): void {
    this.reply(context, this.rangeMessage, rangeStatus(this.#server.state));
  }

  protected override onLoad(data: Uint8Array): void {
    if (data.length !== recordLength) return;
    const { power, state } = this.#server;
    state.byDefault = getUint16LE(data, 0);
    state.minimum = getUint16LE(data, 2);
    state.maximum = getUint16LE(data, 4);
    power.loaded();
  }

  protected override onReset(): void {
    Object.assign(this.#server.state, this.#initial);
  }

  #changed(status: Uint8Array): void {
    const { byDefault, maximum, minimum } = this.#server.state;
    const record = new Uint8Array(recordLength);
    putUint16LE(record, 0, byDefault);
    putUint16LE(record, 2, minimum);
    putUint16LE(record, 4, maximum);
    this.services?.store(this, record);
    if (this.configuration.publication) this.services?.publish(this, status);
  }
}
