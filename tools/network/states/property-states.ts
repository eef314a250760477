import * as z from "zod";
import type { Message } from "../../../modules/access/message.js";
import type { ModelId } from "../../../modules/access/model-id.js";
import {
  type DeviceProperty,
  type PropertyValue,
} from "../../../modules/models/common/device-properties/device-property.js";
import { deviceProperties } from "../../../modules/models/common/device-properties/device-properties.js";
import type { OrderedCharacteristic } from "../../../modules/models/common/device-properties/characteristic.js";
import {
  GenericUserPropertyGet,
  GenericUserPropertySet,
} from "../../../modules/models/generic-property/messages.js";
import {
  LightLcPropertyGet,
  LightLcPropertySet,
} from "../../../modules/models/light-lc/messages.js";
import {
  cadenceOf,
  cadenceSteps,
  decodeCadence,
  encodeCadence,
  type SensorCadence,
} from "../../../modules/models/sensor/cadence.js";
import {
  SensorCadenceGet,
  SensorCadenceSet,
  SensorSettingGet,
  SensorSettingSet,
} from "../../../modules/models/sensor/messages.js";
import { toHex } from "../../../modules/base/bytes.js";
import { found } from "../cdb/forms.js";
import { known } from "./generic-states.js";
import {
  confirmed,
  duration,
  millisecondsOf,
  type ModelState,
  type StateValue,
} from "./model-state.js";
import { members, oneOfWords } from "./forms.js";

/** How a property is written: its name, in which case and spaces do not count, or its identifier as 4 digits after 0x. */
export function propertyNamed(text: string): DeviceProperty | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const id = /^0x[0-9a-f]{4}$/i.test(text) ? Number(text) : undefined;
  return deviceProperties.find((each) => each.id === id || plain(each.name) === plain(text));
}

/** The property of a part that the schema has taken. */
const property = (part: string) => propertyNamed(part)!;

/** An object by names of properties, each of which is given the property's own name. */
function byProperty(
  value: (property: DeviceProperty, given: unknown) => StateValue,
  takes: (property: DeviceProperty) => boolean = () => true,
) {
  return z
    .record(z.string(), z.unknown(), {
      error: ({ input }) =>
        `${found(input)} where an object of properties by their names is needed`,
    })
    .transform((given, context) => {
      const values: Record<string, StateValue> = {};
      for (const [name, each] of Object.entries(given)) {
        const own = propertyNamed(name);
        const say = (message: string) =>
          context.addIssue({ code: "custom", path: [name], message });
        if (!own || !takes(own)) say(`no property ${name}; there are ${namesOf(takes)}`);
        else if (own.name in values) say(`the property ${own.name} a second time`);
        else
          try {
            values[own.name] = value(own, each);
          } catch (error) {
            say(`${found(each)} cannot be: ${(error as Error).message}`);
          }
      }
      return values;
    });
}

function namesOf(takes: (property: DeviceProperty) => boolean): string {
  return deviceProperties
    .filter(takes)
    .map(({ name }) => name)
    .join(", ");
}

/** Milliseconds of the units of time that properties have. */
const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000 };

/** The value of a property in a document as octets: a number in its unit, or of a time any duration. */
function octetsOf(own: DeviceProperty, given: unknown): Uint8Array {
  const unit = timeUnits[own.unit];
  if (unit === undefined || typeof given !== "string") return own.encode(given);
  const milliseconds = millisecondsOf(given);
  if (milliseconds === undefined)
    throw new TypeError('a duration with its unit is needed, such as "30 s"');
  return own.encode(milliseconds / unit);
}

/** What a value is after it was carried by a message; octets of no value as their digits. */
function valueOf(own: DeviceProperty, octets: Uint8Array): StateValue {
  const decoded: PropertyValue<unknown> | undefined = own.decode(octets);
  const { value } = decoded ?? {};
  if (value === undefined || value === null) return `0x${toHex(octets)}`;
  if (typeof value === "object" && !Array.isArray(value)) return known(value);
  return value as StateValue;
}

/** A state of properties, each set by a message with its identifier and value. */
function propertyState(
  name: string,
  setter: ModelId,
  set: Message<{ propertyId: number; raw: Uint8Array }>,
  get: Message<{ propertyId: number }>,
  rawOf: (answer: never) => Uint8Array | undefined,
  others: Partial<Pick<ModelState, "statusOf">> & {
    readonly takes?: (property: DeviceProperty) => boolean;
  } = {},
): ModelState {
  const { takes, statusOf = confirmed } = others;
  return {
    name,
    setter,
    getter: setter,
    device: false,
    hasParts: true,
    schema: byProperty((own, given) => valueOf(own, octetsOf(own, given)), takes),
    setMessage: set,
    getMessage: get,
    partOf: namedBy,
    statusOf,
    set: (value, part) => ({
      message: set,
      values: { propertyId: property(part).id, raw: octetsOf(property(part), value) },
    }),
    get: (part) => ({ message: get, values: { propertyId: property(part).id } }),
    valueOf: (answer, part) => {
      const raw = rawOf(answer);
      return raw && raw.length > 0 ? valueOf(property(part), raw) : undefined;
    },
  };
}

/** Which property a message is about. */
function namedBy({ propertyId }: { readonly propertyId: number }): string {
  return deviceProperties.find(({ id }) => id === propertyId)?.name ?? "";
}

const ofLightControl = ({ id }: DeviceProperty) => id >= 0x002b && id <= 0x003c;

const cadenceForm = members({
  fastPeriodDivisor: z.int().min(0).max(15).default(0),
  triggerType: oneOfWords("property", "percent").default("property"),
  deltaDown: z.number().optional(),
  deltaUp: z.number().optional(),
  minInterval: duration,
  fastLow: z.number().optional(),
  fastHigh: z.number().optional(),
});

const orderOf = (own: DeviceProperty) => own.format as OrderedCharacteristic<unknown>;
const isOrdered = (own: DeviceProperty) => "steps" in own.format;

function cadenceOctets(own: DeviceProperty, cadence: SensorCadence): Uint8Array {
  return encodeCadence(orderOf(own), cadenceSteps(orderOf(own), cadence));
}

function cadenceValue(own: DeviceProperty, octets: Uint8Array): StateValue | undefined {
  const steps = decodeCadence(orderOf(own), octets);
  return steps && known(cadenceOf(orderOf(own), steps));
}

const sensorCadence: ModelState = {
  name: "Sensor Cadence",
  setter: 0x1101,
  getter: 0x1101,
  device: false,
  hasParts: true,
  schema: byProperty((own, given) => {
    const parsed = cadenceForm.safeParse(given);
    if (!parsed.success)
      throw new TypeError(
        parsed.error.issues
          .map(({ message, path }) => [...path.map(String), message].join(": "))
          .join("; "),
      );
    return cadenceValue(own, cadenceOctets(own, parsed.data as SensorCadence))!;
  }, isOrdered),
  setMessage: SensorCadenceSet,
  getMessage: SensorCadenceGet,
  partOf: namedBy,
  statusOf: confirmed,
  set: (value, part) => ({
    message: SensorCadenceSet,
    values: {
      propertyId: property(part).id,
      cadence: cadenceOctets(property(part), value as unknown as SensorCadence),
    },
  }),
  get: (part) => ({
    message: SensorCadenceGet,
    values: { propertyId: property(part).id },
  }),
  valueOf: ({ cadence }: { readonly cadence: Uint8Array }, part) =>
    cadence.length === 0 ? undefined : cadenceValue(property(part), cadence),
};

/** The sensor and the setting of a part "Presence Detected / Motion Threshold". */
function settingPlace(part: string) {
  const [sensor = "", setting = ""] = part.split("/").map((each) => each.trim());
  return { sensor: propertyNamed(sensor), setting: propertyNamed(setting) };
}

const sensorSetting: ModelState = {
  name: "Sensor Setting",
  setter: 0x1101,
  getter: 0x1101,
  device: false,
  hasParts: true,
  schema: z
    .record(z.string(), z.unknown(), {
      error: ({ input }) =>
        `${found(input)} where an object of settings is needed, by names of a sensor's property and a setting's, such as "Motion Sensed / Motion Threshold"`,
    })
    .transform((given, context) => {
      const values: Record<string, StateValue> = {};
      for (const [name, each] of Object.entries(given)) {
        const { sensor, setting } = settingPlace(name);
        const say = (message: string) =>
          context.addIssue({ code: "custom", path: [name], message });
        if (!sensor || !setting)
          say(
            `${name} is not the names of two properties, such as "Motion Sensed / Motion Threshold"; there are ${namesOf(() => true)}`,
          );
        else
          try {
            values[`${sensor.name} / ${setting.name}`] = valueOf(setting, octetsOf(setting, each));
          } catch (error) {
            say(`${found(each)} cannot be: ${(error as Error).message}`);
          }
      }
      return values;
    }),
  setMessage: SensorSettingSet,
  getMessage: SensorSettingGet,
  partOf: (ids: { readonly propertyId: number; readonly settingId: number }) =>
    `${namedBy(ids)} / ${namedBy({ propertyId: ids.settingId })}`,
  statusOf: ({ raw, ...ids }: { readonly raw: Uint8Array }) => {
    return { ...ids, setting: { writable: true, raw } };
  },
  set: (value, part) => {
    const { sensor, setting } = settingPlace(part);
    const ids = { propertyId: sensor!.id, settingId: setting!.id };
    return {
      message: SensorSettingSet,
      values: { ...ids, raw: octetsOf(setting!, value) },
    };
  },
  get: (part) => {
    const { sensor, setting } = settingPlace(part);
    return {
      message: SensorSettingGet,
      values: { propertyId: sensor!.id, settingId: setting!.id },
    };
  },
  valueOf: ({ setting }: { readonly setting: { readonly raw: Uint8Array } | undefined }, part) =>
    setting && setting.raw.length > 0
      ? valueOf(settingPlace(part).setting!, setting.raw)
      : undefined,
};

const stateRaw = ({ state }: { readonly state?: { readonly raw: Uint8Array } | undefined }) =>
  state?.raw;

/** States that are properties, by their names: of Light LC, of sensors and of users. Mesh Model 1.1 §6.2.3, §4.1, §3.1.8. */
export const propertyStates: readonly ModelState[] = [
  propertyState(
    "Light LC Property",
    0x1310,
    LightLcPropertySet,
    LightLcPropertyGet,
    ({ raw }: { readonly raw: Uint8Array }) => raw,
    { takes: ofLightControl },
  ),
  sensorCadence,
  sensorSetting,
  propertyState(
    "Generic User Property",
    0x1013,
    GenericUserPropertySet,
    GenericUserPropertyGet,
    stateRaw,
    {
      statusOf: ({
        propertyId,
        raw,
      }: {
        readonly propertyId: number;
        readonly raw: Uint8Array;
      }) => {
        return { propertyId, state: { access: "read-write", raw } };
      },
    },
  ),
];
