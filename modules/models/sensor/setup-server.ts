import { HandlerTable } from "../../access/handler-table.js";
import type { Message } from "../../access/message.js";
import { type MessageContext, Model } from "../../access/model.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import {
  SensorCadenceGet,
  SensorCadenceSet,
  SensorCadenceSetUnacknowledged,
  SensorCadenceStatus,
  type SensorCadenceValues,
  SensorSettingGet,
  SensorSettingSet,
  SensorSettingSetUnacknowledged,
  type SensorSettingSetValues,
  SensorSettingsGet,
  SensorSettingsStatus,
  SensorSettingStatus,
  type SensorSettingStatusValues,
  sensorSetupServerId,
} from "./messages.js";
import type { SensorServer } from "./server.js";

const noOctets = frozen(new Uint8Array(0));

/**
 * The Sensor Setup Server model: clients set cadences and settings of the sensors of a SensorServer
 * through it, with AppKeys of its own. It extends that server and corresponds to it, and both belong
 * to one element. What a client has set is published, where it has a publish address. Mesh Model 1.1
 * §4.3.2.
 */
export class SensorSetupServer extends Model {
  readonly #server: SensorServer;

  /** Throws TypeError where `server` is none. */
  constructor(server: SensorServer) {
    development.args?.("SensorSetupServer", [server]);
    super(sensorSetupServerId, "application", handlers);
    this.#server = server;
    this.extend(server);
    this.correspond(server);
  }

  /** Answers with the cadence of a sensor; without one where none is set. */
  answerCadence(propertyId: number, context: MessageContext): void {
    this.reply(context, SensorCadenceStatus, this.#cadence(propertyId));
  }

  /** Handles a Sensor Cadence Set message; the answer, or undefined where a value is prohibited. */
  receiveCadence({ cadence, propertyId }: SensorCadenceValues): SensorCadenceValues | undefined {
    const served = this.#server.find(propertyId);
    // Where it cannot be set, the answer is the one that there is.
    if (!served?.state.settableCadence) return this.#cadence(propertyId);
    if (!this.#server.setCadence(served, cadence)) return undefined;
    return this.#publish(SensorCadenceStatus, this.#cadence(propertyId));
  }

  /** Answers with the Property IDs of a sensor's settings. */
  answerSettings(propertyId: number, context: MessageContext): void {
    const settings = this.#server.find(propertyId)?.state.settings ?? [];
    const ids = settings.map(({ property }) => property.id);
    this.reply(context, SensorSettingsStatus, { propertyId, settings: ids });
  }

  /** Answers with a setting. */
  answerSetting(propertyId: number, settingId: number, context: MessageContext): void {
    this.reply(context, SensorSettingStatus, this.#setting(propertyId, settingId));
  }

  /** Handles a Sensor Setting Set message; the answer, or undefined where the value is prohibited. */
  receiveSetting(values: SensorSettingSetValues): SensorSettingStatusValues | undefined {
    const { propertyId, raw, settingId } = values;
    const setting = this.#find(propertyId, settingId);
    if (!setting) return { propertyId, settingId, setting: undefined };
    if (!setting.writable)
      return { propertyId, settingId, setting: { writable: false, raw: noOctets } };
    if (!this.#server.setSetting(setting, raw)) return undefined;
    return this.#publish(SensorSettingStatus, this.#setting(propertyId, settingId));
  }

  #cadence(propertyId: number): SensorCadenceValues {
    const cadence = this.#server.find(propertyId)?.encodedCadence ?? noOctets;
    return { propertyId, cadence };
  }

  #find(propertyId: number, settingId: number) {
    const settings = this.#server.find(propertyId)?.state.settings;
    return settings?.find(({ property }) => property.id === settingId);
  }

  #setting(propertyId: number, settingId: number): SensorSettingStatusValues {
    const found = this.#find(propertyId, settingId);
    const setting = found && { writable: found.writable, raw: found.raw };
    return { propertyId, settingId, setting };
  }

  /** Publishes a state that a client has set. */
  #publish<T>(status: Message<T>, values: T): T {
    if (this.configuration.publication) this.services?.publish(this, status.encode(values));
    return values;
  }
}

const handlers = frozen(
  new HandlerTable<SensorSetupServer>()
    .on(SensorCadenceGet, (server, { propertyId }, context) =>
      server.answerCadence(propertyId, context),
    )
    .on(SensorCadenceSet, (server, values, context) => {
      const answer = server.receiveCadence(values);
      if (answer) server.reply(context, SensorCadenceStatus, answer);
    })
    .on(SensorCadenceSetUnacknowledged, (server, values) => {
      server.receiveCadence(values);
    })
    .on(SensorSettingsGet, (server, { propertyId }, context) =>
      server.answerSettings(propertyId, context),
    )
    .on(SensorSettingGet, (server, { propertyId, settingId }, context) =>
      server.answerSetting(propertyId, settingId, context),
    )
    .on(SensorSettingSet, (server, values, context) => {
      const answer = server.receiveSetting(values);
      if (answer) server.reply(context, SensorSettingStatus, answer);
    })
    .on(SensorSettingSetUnacknowledged, (server, values) => {
      server.receiveSetting(values);
    }),
);
