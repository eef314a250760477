import { HandlerTable } from "../../access/handler-table.js";
import { maximumPayload } from "../../access/limits.js";
import { type MessageContext, Model } from "../../access/model.js";
import { type Publication, publishPeriod } from "../../access/model-configuration.js";
import { development } from "../../base/development.js";
import { frozen } from "../../base/frozen.js";
import { Timer } from "../../base/timer.js";
import { decodeCadence } from "./cadence.js";
import { marshalledLength, type MarshalledValue } from "./marshalled.js";
import {
  SensorColumnGet,
  SensorColumnStatus,
  SensorDescriptorGet,
  SensorDescriptorStatus,
  SensorGet,
  SensorSeriesGet,
  SensorSeriesStatus,
  sensorServerId,
  SensorStatus,
} from "./messages.js";
import { encodeStates, restoreStates } from "./record.js";
import type { SensorSetting } from "./sensor-setting.js";
import type { SensorState } from "./sensor-state.js";
import { decodeXs, encodeColumns } from "./series.js";
import { ServedSensor } from "./served-sensor.js";

/** What a SensorServer is made with. */
export interface SensorServerOptions {
  /** Its sensors, at least one, each of another property. */
  readonly sensors: readonly SensorState[];
}

type Served = ServedSensor<SensorServer>;

/** Octets of parameters of the longest message with an opcode of one octet. */
const mostParameters = maximumPayload - 1;
/** Octets of a descriptor. */
const descriptorLength = 8;
const noOctets = frozen(new Uint8Array(0));

/**
 * The Sensor Server model: the sensors of an element, with their descriptors, values and series. It
 * publishes the values: each once a publish period, and by its cadence, which is stored, as settings
 * are. A SensorSetupServer, through which clients set these, belongs to the same element. Mesh Model
 * 1.1 §4.3.1.
 *
 * All sensors of a server share one publication. Its period is divided as the fastest of them needs
 * it; those that are not in their fast range are published when the undivided period is over,
 * together. What changed by more than a delta is published by itself, at once or, where it was
 * published a shorter time ago than its minimum interval, at the end of that. There are implementations
 * of Mesh Model 1.1 §4.3.1.2.4.3 that begin the fast period for such a change instead of publishing it;
 * a report of motion that is sent at once is of more use to a light.
 */
export class SensorServer extends Model {
  readonly #sensors: readonly Served[];
  /** The publication by which the sensors were published. */
  #publication: Publication | undefined;

  /**
   * Throws RangeError where there is no sensor, where two have one property, and where a message
   * cannot carry the values of all; Error for a sensor that belongs to another server.
   */
  constructor(options: SensorServerOptions) {
    development.options?.("SensorServer", options);
    super(sensorServerId, "application", handlers);
    const sensors = options.sensors.map((state) => new ServedSensor<SensorServer>(state, this));
    sensors.sort((a, b) => a.state.property.id - b.state.property.id);
    let length = 0;
    sensors.forEach(({ state: { property } }, i) => {
      length += marshalledLength(property.id, property.octets);
      if (i > 0 && sensors[i - 1]!.state.property.id === property.id)
        throw new RangeError(`sensors: ${property.name} is there twice; each element has its own`);
    });
    const { length: count } = sensors;
    if (count === 0) throw new RangeError("sensors: at least one is needed");
    if (length > mostParameters || count * descriptorLength > mostParameters)
      throw new RangeError(
        `sensors: the values of ${count} take ${length} octets, their descriptors ${count * descriptorLength}; a message carries ${mostParameters}: use several elements`,
      );
    for (const { state } of sensors)
      state.attach({ updated: (sensor) => this.#observe(this.find(sensor.property.id)!) });
    this.#sensors = sensors;
  }

  /** Its sensors, ascending by Property ID. */
  get sensors(): readonly SensorState[] {
    return this.#sensors.map(({ state }) => state);
  }

  /**
   * Reads a sensor that is read, or all of them, and publishes those whose cadence says so: for a
   * device whose hardware reports that there is something to be read.
   */
  sample(sensor?: SensorState): void {
    for (const served of this.#chosen(sensor)) {
      this.#read(served);
      this.#observe(served);
    }
  }

  /**
   * Publishes the value of a sensor, or all values, each at once or, where it was published a
   * shorter time ago than the minimum interval of its cadence, at the end of that.
   */
  publish(sensor?: SensorState): void {
    for (const served of this.#chosen(sensor)) {
      this.#read(served);
      served.waiting = true;
      this.#observe(served);
    }
  }

  #chosen(sensor: SensorState | undefined): readonly Served[] {
    if (!sensor) return this.#sensors;
    const served = this.#sensors.find(({ state }) => state === sensor);
    if (!served) throw new RangeError(`sensor: ${sensor.property.name} is none of this server`);
    return [served];
  }

  /** The sensor of a property. */
  find(propertyId: number): Served | undefined {
    return this.#sensors.find(({ state }) => state.property.id === propertyId);
  }

  /** Sets and stores a cadence from its encoded form; false where a value is prohibited. */
  setCadence(served: Served, octets: Uint8Array): boolean {
    const cadence = served.state.order && decodeCadence(served.state.order, octets);
    if (!cadence) return this.#refuse(octets.length);
    served.cadence = cadence;
    served.fast = false;
    this.#store();
    this.#observe(served);
    this.#readLater(served);
    return true;
  }

  /** Sets and stores a setting from its encoded value; false where that is prohibited. */
  setSetting(setting: SensorSetting, raw: Uint8Array): boolean {
    const decoded = setting.property.decode(raw);
    if (!decoded) return this.#refuse(raw.length);
    const call = setting.take(decoded.value);
    this.#store();
    this.notify(call, undefined);
    return true;
  }

  /** The sensors that are due; those in the fast range by their own period, the others together. */
  override publicationPayload(): Uint8Array | undefined {
    const now = this.services!.clock.now();
    const { publication } = this.configuration;
    if (publication !== this.#publication) {
      this.#publication = publication;
      for (const served of this.#sensors) served.periodAt = -Infinity;
    }
    const period = this.#period();
    const tick = period / 2 ** this.publishPeriodDivisor;
    const isDue = (served: Served) => served.isDue(now, period, tick);
    const fresh = this.#sensors.filter(isDue);
    for (const served of fresh) {
      this.#read(served);
      served.observe();
    }
    // What is published each undivided period is published together: so the server has one rhythm.
    const slow = this.#sensors.filter((served) => served.divisor(period) === 0);
    const together = slow.length === 0 || slow.some(isDue);
    const divisor = this.#divisor(period);
    const slower = together && divisor < this.publishPeriodDivisor;
    if (divisor > this.publishPeriodDivisor || slower) this.publishPeriodDivisor = divisor;
    const due = this.#sensors.filter(
      (served) => slower || (slow.includes(served) ? together : isDue(served)),
    );
    for (const served of due) {
      if (!fresh.includes(served)) this.#read(served);
      served.periodAt = now;
      served.waiting = true;
    }
    const ready = due.filter((served) => served.blockedFor(now) === 0);
    for (const served of due) if (!ready.includes(served)) this.#wait(served, now);
    return ready.length > 0 ? this.#published(ready, now) : undefined;
  }

  protected override onLoad(data: Uint8Array): void {
    for (const changed of restoreStates(data, this.#sensors)) this.notify(changed, undefined);
  }

  protected override onStart(): void {
    this.publishPeriodDivisor = 0;
    for (const served of this.#sensors) {
      served.observe();
      this.#readLater(served);
    }
    this.publishPeriodDivisor = this.#divisor(this.#period());
  }

  protected override onStop(): void {
    for (const served of this.#sensors) {
      served.forget();
      served.reading?.stop();
      // The timers belong to a clock of a node that may never be on a network again.
      served.interval = undefined;
      served.reading = undefined;
    }
  }

  protected override onReset(): void {
    this.publishPeriodDivisor = 0;
    for (const served of this.#sensors) {
      served.cadence = served.state.firstCadence;
      served.fast = false;
      for (const setting of served.state.settings) this.notify(setting.restore(), undefined);
    }
  }

  /** Answers with the descriptor of a sensor, or of all. */
  answerDescriptors(propertyId: number | undefined, context: MessageContext): void {
    const wanted = this.#wanted(propertyId);
    const descriptors = wanted.map(({ state }) => state.descriptor);
    if (wanted.length === 0) descriptors.push({ propertyId: propertyId!, details: undefined });
    this.reply(context, SensorDescriptorStatus, { descriptors });
  }

  /** Answers with the value of a sensor, or of all; no octets where there is no such sensor. */
  answerValues(propertyId: number | undefined, context: MessageContext): void {
    const wanted = this.#wanted(propertyId);
    for (const served of wanted) this.#read(served);
    const values = wanted.map(valueOf);
    if (wanted.length === 0) values.push({ propertyId: propertyId!, raw: noOctets });
    this.reply(context, SensorStatus, { values });
    for (const served of wanted) this.#observe(served);
  }

  /** Answers with the column that begins at X. */
  answerColumn(propertyId: number, x: Uint8Array, context: MessageContext): void {
    const state = this.find(propertyId)?.state;
    const columns = state?.columns();
    let column: Uint8Array | undefined;
    if (columns) {
      const [wanted] = decodeXs(state!.property, x, 1) ?? [];
      if (wanted === undefined) return void this.#refuse(x.length);
      const found = columns.filter((each) => each.x === wanted);
      column = encodeColumns(state!.property, found.slice(0, 1), mostParameters - 2);
      if (!column) return void this.#refuse(0);
    }
    this.reply(context, SensorColumnStatus, { propertyId, column: column?.length ? column : x });
  }

  /** Answers with the columns of a series that begin in a range, or all: as many as a message carries. */
  answerSeries(propertyId: number, range: Uint8Array, context: MessageContext): void {
    const state = this.find(propertyId)?.state;
    const columns = state?.columns();
    if (!columns) return this.reply(context, SensorSeriesStatus, { propertyId, columns: noOctets });
    const { property } = state!;
    const within = range.length > 0 ? decodeXs(property, range, 2) : [-Infinity, Infinity];
    if (!within) return void this.#refuse(range.length);
    const chosen = columns.filter(({ x }) => x >= within[0]! && x <= within[1]!);
    const octets = encodeColumns(property, chosen, mostParameters - 2);
    if (octets) this.reply(context, SensorSeriesStatus, { propertyId, columns: octets });
    else this.#refuse(0);
  }

  #wanted(propertyId: number | undefined): readonly Served[] {
    if (propertyId === undefined) return this.#sensors;
    const served = this.find(propertyId);
    return served ? [served] : [];
  }

  /** Counts a value that the property prohibits: of a message, or of the application's `read`. */
  #refuse(octets: number): false {
    this.services?.diagnostics.drop("sensor.value", octets);
    return false;
  }

  #read({ state }: Served): void {
    if (!state.sample()) this.#refuse(0);
  }

  #period(): number {
    const { publication } = this.configuration;
    return publication ? publishPeriod(publication.period) : 0;
  }

  #divisor(period: number): number {
    let most = 0;
    for (const served of this.#sensors) most = Math.max(most, served.divisor(period));
    return most;
  }

  /** A sensor has a value: publishes it where its cadence says so, and begins a shorter period. */
  #observe(served: Served): void {
    const { services } = this;
    const entered = served.observe();
    if (!services || !this.configuration.publication) return;
    const now = services.clock.now();
    if (!served.wanted) served.interval?.stop();
    else if (served.blockedFor(now) > 0) this.#wait(served, now);
    else {
      this.#publishNow(served, now);
      if (entered) served.periodAt = now;
    }
    const period = this.#period();
    if (!entered || period === 0 || served.divisor(period) <= this.publishPeriodDivisor) return;
    this.publishPeriodDivisor = served.divisor(period);
    services.publicationChanged(this);
  }

  /**
   * Publishes one value, without the random delay of other models: it follows a change at this
   * sensor, which no other node publishes at the same time, and is sent no sooner than the minimum
   * interval allows.
   */
  #publishNow(served: Served, now: number): void {
    this.randomPublishDelay = false;
    this.services!.publish(this, this.#published([served], now));
    this.randomPublishDelay = true;
  }

  #published(ready: readonly Served[], now: number): Uint8Array {
    for (const served of ready) served.wasPublished(now);
    return SensorStatus.encode({ values: ready.map(valueOf) });
  }

  #wait(served: Served, now: number): void {
    served.interval ??= new Timer(this.services!.clock, SensorServer.#intervalOver, served);
    served.interval.start(served.blockedFor(now));
  }

  static #intervalOver(served: Served): void {
    served.server.#read(served);
    served.server.#observe(served);
  }

  /** Reads a sensor each update interval, if a cadence can make something of it. */
  #readLater(served: Served): void {
    const { readInterval } = served.state;
    if (!this.services || !served.cadence || readInterval === undefined) return;
    served.reading ??= new Timer(this.services.clock, SensorServer.#readAgain, served);
    served.reading.start(readInterval);
  }

  static #readAgain(served: Served): void {
    served.server.#read(served);
    served.server.#observe(served);
    served.server.#readLater(served);
  }

  /** At once: a client has set something. */
  #store(): void {
    this.services?.store(this, encodeStates(this.#sensors));
  }
}

function valueOf({ state }: Served): MarshalledValue {
  return { propertyId: state.property.id, raw: state.raw };
}

const handlers = frozen(
  new HandlerTable<SensorServer>()
    .on(SensorDescriptorGet, (server, { propertyId }, context) =>
      server.answerDescriptors(propertyId, context),
    )
    .on(SensorGet, (server, { propertyId }, context) => server.answerValues(propertyId, context))
    .on(SensorColumnGet, (server, { propertyId, x }, context) =>
      server.answerColumn(propertyId, x, context),
    )
    .on(SensorSeriesGet, (server, { propertyId, range }, context) =>
      server.answerSeries(propertyId, range, context),
    ),
);
