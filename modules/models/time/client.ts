import { ClientHandlerTable, ClientModel, type RequestOptions } from "../../access/client-model.js";
import type { MessageContext } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  TaiUtcDeltaGet,
  TaiUtcDeltaSet,
  TaiUtcDeltaStatus,
  timeClientId,
  TimeGet,
  TimeRoleGet,
  TimeRoleSet,
  TimeRoleStatus,
  TimeSet,
  TimeStatus,
  TimeZoneGet,
  TimeZoneSet,
  TimeZoneStatus,
} from "./messages.js";
import type { ChangingValue, MeshTime, TimeRole } from "./mesh-time.js";

/** What a TimeClient is made with. */
export interface TimeClientOptions {
  /** Called for each Time Status message, requested or published; undefined: the server does not know the time. */
  readonly onStatus?: (time: MeshTime | undefined, context: MessageContext) => void;
}

/**
 * The Time Client model. Mesh Model 1.1 §5.4.1. Requests reject as `ClientModel.request` does, and with FieldError for a value
 * that no message can carry. It is on another element than a Time Server, which handles the same status message.
 */
export class TimeClient extends ClientModel {
  readonly #onStatus: TimeClientOptions["onStatus"];

  /** Throws TypeError naming the option that is wrong. */
  constructor(options: TimeClientOptions = {}) {
    development.options?.("TimeClient", options);
    super(timeClientId, "both", handlers);
    this.#onStatus = options.onStatus;
  }

  /** Handles a Time Status message, requested or published. */
  heard(time: MeshTime | undefined, context: MessageContext): void {
    const onStatus = this.#onStatus;
    if (onStatus) this.notify(() => onStatus(time, context), undefined);
  }

  /** Requests the time, of a neighbour: over hops it is late. Undefined: the server does not know it. */
  async get(options: RequestOptions): Promise<MeshTime | undefined> {
    return (await this.request(TimeGet, {}, options)).time;
  }

  /** Sets the time, by the setup server; what it is then. Undefined: it is unknown. */
  async set(time: MeshTime | undefined, options: RequestOptions): Promise<MeshTime | undefined> {
    return (await this.request(TimeSet, { time: time ?? unknownTime }, options)).time;
  }

  /** Requests the role, of the setup server. */
  async getRole(options: RequestOptions): Promise<TimeRole> {
    return (await this.request(TimeRoleGet, {}, options)).role;
  }

  /** Sets the role, by the setup server; what it is after that. */
  async setRole(role: TimeRole, options: RequestOptions): Promise<TimeRole> {
    return (await this.request(TimeRoleSet, { role }, options)).role;
  }

  /** Requests the zone, minutes that local time is ahead of UTC, and its next change. */
  getZone(options: RequestOptions): Promise<ChangingValue> {
    return this.request(TimeZoneGet, {}, options);
  }

  /** Sets the next change of the zone, by the setup server: to `next` minutes, at this second of TAI; 0: none is known. */
  setZone(next: number, changeAt: number, options: RequestOptions): Promise<ChangingValue> {
    return this.request(TimeZoneSet, { next, changeAt }, options);
  }

  /** Requests the seconds that TAI is ahead of UTC, and their next change. */
  getTaiUtcDelta(options: RequestOptions): Promise<ChangingValue> {
    return this.request(TaiUtcDeltaGet, {}, options);
  }

  /** Sets their next change, by the setup server, such as a leap second: to `next` seconds, at this second of TAI; 0: none is known. */
  setTaiUtcDelta(next: number, changeAt: number, options: RequestOptions): Promise<ChangingValue> {
    return this.request(TaiUtcDeltaSet, { next, changeAt }, options);
  }
}

const unknownTime: MeshTime = frozen({
  tai: 0,
  uncertainty: 0,
  authority: false,
  taiUtcDelta: 0,
  zone: 0,
});

const handlers = frozen(
  new ClientHandlerTable<TimeClient>()
    .onStatus(TimeStatus, (client, { time }, context) => client.heard(time, context))
    .onStatus(TimeRoleStatus)
    .onStatus(TimeZoneStatus)
    .onStatus(TaiUtcDeltaStatus),
);
