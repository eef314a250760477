import { type Field, FieldError, type FieldReader, type FieldWriter } from "../../access/field.js";
import { bits, group, list, optional, remainder, uint8, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { marshalledValues } from "./marshalled.js";

/** Identifier of the Sensor Server model. */
export const sensorServerId = 0x1100;
/** Identifier of the Sensor Setup Server model. */
export const sensorSetupServerId = 0x1101;
/** Identifier of the Sensor Client model. */
export const sensorClientId = 0x1102;

/** A Property ID; 0 is prohibited. */
const propertyId = unsigned(2, 1);
const property = frozen({ propertyId });
const anyProperty = frozen({ propertyId: optional(propertyId) });

const descriptor = group({
  propertyId,
  details: optional(
    group({
      tolerance: bits(3, { positive: 12, negative: 12 }),
      samplingFunction: uint8,
      measurementPeriod: uint8,
      updateInterval: uint8,
    }),
  ),
});
const descriptors: Field<SensorDescriptorValues[]> = list(descriptor);

/** A sensor's descriptor as it is sent. Mesh Model 1.1 §4.1.1. */
export interface SensorDescriptorValues {
  /** Property ID. */
  readonly propertyId: number;
  /** Undefined: the server has no such sensor. */
  readonly details: SensorDetailValues | undefined;
}

/** How a sensor measures, as it is sent. */
export interface SensorDetailValues {
  /** In 4095ths of 100 %; 0: unspecified. */
  readonly tolerance: { readonly positive: number; readonly negative: number };
  /** Number of the sampling function, 0..7. */
  readonly samplingFunction: number;
  /** 1.1^(n - 64) s; 0: not applicable. */
  readonly measurementPeriod: number;
  /** 1.1^(n - 64) s; 0: not applicable. */
  readonly updateInterval: number;
}

/** Descriptors of 8 octets each, or 2 octets of a Property ID that the server has not. */
function isTolerance(steps: number): boolean {
  return Number.isInteger(steps) && steps >= 0 && steps <= 0xfff;
}

const descriptorList: Field<SensorDescriptorValues[]> = frozen({
  minimum: 0,
  read(reader: FieldReader) {
    if (reader.remaining % 8 !== 0 && reader.remaining !== 2) reader.ok = false;
    return descriptors.read(reader);
  },
  // Field by field, not as `descriptors` would: its calls of calls take more stack than XS has.
  write(writer: FieldWriter, values: SensorDescriptorValues[], name: string) {
    for (let i = 0; i < values.length; i++) {
      propertyId.write(writer, values[i]!.propertyId, name);
      const { details } = values[i]!;
      if (details === undefined) continue;
      const { negative, positive } = details.tolerance;
      if (!isTolerance(positive) || !isTolerance(negative))
        throw new FieldError(`${name}: a tolerance is a whole number from 0 to 4095`);
      writer.number(positive + negative * 0x1000, 3);
      uint8.write(writer, details.samplingFunction, name);
      uint8.write(writer, details.measurementPeriod, name);
      uint8.write(writer, details.updateInterval, name);
    }
  },
});

/** Descriptors of sensors. Mesh Model 1.1 §4.2.2. */
export const SensorDescriptorStatus = message("Sensor Descriptor Status", 0x51, {
  descriptors: descriptorList,
});
/** Requests the descriptors of all sensors of a server, or of one. Mesh Model 1.1 §4.2.1. */
export const SensorDescriptorGet = message(
  "Sensor Descriptor Get",
  0x8230,
  anyProperty,
  SensorDescriptorStatus,
);

const cadence = frozen({ propertyId, cadence: remainder });

/** Parameters of a Sensor Cadence message. */
export interface SensorCadenceValues {
  /** Property ID of the sensor. */
  readonly propertyId: number;
  /**
   * Divisor with the trigger type in bit 7 (1 octet), delta down and up (each as long as a value, or 2
   * octets of percent), minimum interval (1), fast range low and high.
   */
  readonly cadence: Uint8Array;
}

/** The cadence of a sensor; without it where there is none to be set. Mesh Model 1.1 §4.2.6. */
export const SensorCadenceStatus = message("Sensor Cadence Status", 0x57, cadence);
/** Requests the cadence of a sensor. Mesh Model 1.1 §4.2.3. */
export const SensorCadenceGet = message(
  "Sensor Cadence Get",
  0x8234,
  property,
  SensorCadenceStatus,
);
/** Sets the cadence of a sensor, and is answered. Mesh Model 1.1 §4.2.4. */
export const SensorCadenceSet = message("Sensor Cadence Set", 0x55, cadence, SensorCadenceStatus);
/** Sets the cadence of a sensor, without an answer. Mesh Model 1.1 §4.2.5. */
export const SensorCadenceSetUnacknowledged = message(
  "Sensor Cadence Set Unacknowledged",
  0x56,
  cadence,
);

/** The settings of a sensor, by their Property IDs. Mesh Model 1.1 §4.2.8. */
export const SensorSettingsStatus = message("Sensor Settings Status", 0x58, {
  propertyId,
  settings: list(propertyId),
});
/** Requests which settings a sensor has. Mesh Model 1.1 §4.2.7. */
export const SensorSettingsGet = message(
  "Sensor Settings Get",
  0x8235,
  property,
  SensorSettingsStatus,
);

/** Access of a setting: it can be read. */
const readAccess = 1;
/** Access of a setting: it can be read and written. */
const writeAccess = 3;

/** Whether a setting can be written: one octet, 1 or 3; the others are prohibited. */
const access: Field<boolean> = frozen({
  minimum: 1,
  read(reader: FieldReader) {
    const octet = reader.number(1);
    if (octet !== readAccess && octet !== writeAccess) reader.ok = false;
    return octet === writeAccess;
  },
  write: (writer: FieldWriter, writable: boolean) =>
    writer.number(writable ? writeAccess : readAccess, 1),
});

const setting = frozen({ propertyId, settingId: propertyId });
const settingValue = frozen({ propertyId, settingId: propertyId, raw: remainder });

/** Parameters of a Sensor Setting Set message. */
export interface SensorSettingSetValues {
  /** Property ID of the sensor. */
  readonly propertyId: number;
  /** Property ID of the setting. */
  readonly settingId: number;
  /** The encoded value. */
  readonly raw: Uint8Array;
}

const settingStatus = frozen({
  propertyId,
  settingId: propertyId,
  setting: optional(group({ writable: access, raw: remainder })),
});

/** Parameters of a Sensor Setting Status message. */
export interface SensorSettingStatusValues {
  /** Property ID of the sensor. */
  readonly propertyId: number;
  /** Property ID of the setting. */
  readonly settingId: number;
  /** Whether it can be set, and its encoded value; undefined: the server has no such sensor or setting. */
  readonly setting: { readonly writable: boolean; readonly raw: Uint8Array } | undefined;
}

/**
 * A setting of a sensor: without `setting` where the server has no such sensor or setting, without
 * `raw` where it was to be written and cannot be. Mesh Model 1.1 §4.2.12.
 */
export const SensorSettingStatus = message("Sensor Setting Status", 0x5b, settingStatus);
/** Requests a setting of a sensor. Mesh Model 1.1 §4.2.9. */
export const SensorSettingGet = message("Sensor Setting Get", 0x8236, setting, SensorSettingStatus);
/** Sets a setting of a sensor, and is answered. Mesh Model 1.1 §4.2.10. */
export const SensorSettingSet = message(
  "Sensor Setting Set",
  0x59,
  settingValue,
  SensorSettingStatus,
);
/** Sets a setting of a sensor, without an answer. Mesh Model 1.1 §4.2.11. */
export const SensorSettingSetUnacknowledged = message(
  "Sensor Setting Set Unacknowledged",
  0x5a,
  settingValue,
);

/** Values of sensors, ascending by Property ID. Mesh Model 1.1 §4.2.14. */
export const SensorStatus = message("Sensor Status", 0x52, { values: marshalledValues });
/** Requests the values of all sensors of a server, or of one. Mesh Model 1.1 §4.2.13. */
export const SensorGet = message("Sensor Get", 0x8231, anyProperty, SensorStatus);

/**
 * A column of a series: X, and its width and value where the sensor has a column with this X. Mesh
 * Model 1.1 §4.2.16.
 */
export const SensorColumnStatus = message("Sensor Column Status", 0x53, {
  propertyId,
  column: remainder,
});
/** Requests the column of a series that begins at X. Mesh Model 1.1 §4.2.15. */
export const SensorColumnGet = message(
  "Sensor Column Get",
  0x8232,
  { propertyId, x: remainder },
  SensorColumnStatus,
);

/** Columns of a series, each X, width and value. Mesh Model 1.1 §4.2.18. */
export const SensorSeriesStatus = message("Sensor Series Status", 0x54, {
  propertyId,
  columns: remainder,
});
/**
 * Requests the columns of a series, or with a range, which is a lowest and a highest X, those that
 * begin in it. Mesh Model 1.1 §4.2.17.
 */
export const SensorSeriesGet = message(
  "Sensor Series Get",
  0x8233,
  { propertyId, range: remainder },
  SensorSeriesStatus,
);

/** What servers answer with. */
export const sensorAnswers = frozen([
  SensorDescriptorStatus,
  SensorCadenceStatus,
  SensorSettingsStatus,
  SensorSettingStatus,
  SensorColumnStatus,
  SensorSeriesStatus,
]);
