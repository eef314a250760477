import type { Field, Values } from "../../access/field.js";
import { group, optional, uint16, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { signedFraction } from "../common/fraction.js";
import { setFields } from "../common/set-fields.js";
import { remainingTime } from "../common/transition-time.js";

/** Identifier of the Light CTL Server model. */
export const lightCtlServerId = 0x1303;
/** Identifier of the Light CTL Setup Server model. */
export const lightCtlSetupServerId = 0x1304;
/** Identifier of the Light CTL Client model. */
export const lightCtlClientId = 0x1305;
/** Identifier of the Light CTL Temperature Server model. */
export const lightCtlTemperatureServerId = 0x1306;

/** K: the lowest and the highest colour temperature. Mesh Model 1.1 §6.1.3.1. */
export const lowestTemperature = 800;
export const highestTemperature = 20_000;
/** An end of the range that is not known. Mesh Model 1.1 §6.1.3.3. */
export const unknownTemperature = 0xffff;

const temperature = unsigned(2, lowestTemperature, highestTemperature);
/** An end of the range in K; undefined: not known. */
const temperatureLimit: Field<number | undefined> = frozen({
  minimum: 2,
  read(reader) {
    const value = reader.number(2);
    if (value === unknownTemperature) return undefined;
    if (value < lowestTemperature || value > highestTemperature) reader.ok = false;
    return value;
  },
  write(writer, value, name) {
    if (value === undefined) writer.number(unknownTemperature, 2);
    else temperature.write(writer, value, name);
  },
});

const deltaUv: Field<number> = signedFraction;
const light = frozen({ lightness: uint16, temperature });
const color = frozen({ temperature, deltaUv });
const set = frozen({ ...light, deltaUv, ...setFields });
const temperatureSet = frozen({ ...color, ...setFields });
const defaults = frozen({ ...light, deltaUv });
const range = frozen({ minimum: temperatureLimit, maximum: temperatureLimit });

/** Parameters of the Set messages: K, and Delta UV -1..1. Mesh Model 1.1 §6.3.2.2. */
export type LightCtlSetValues = Values<typeof set>;
/** Parameters of the Temperature Set messages. Mesh Model 1.1 §6.3.2.6. */
export type LightCtlTemperatureSetValues = Values<typeof temperatureSet>;
/** Parameters of the Default Set messages. Mesh Model 1.1 §6.3.2.14. */
export type LightCtlDefaultValues = Values<typeof defaults>;
/** Parameters of the Temperature Range Set messages: K, 800..20,000; undefined: unknown. Mesh Model 1.1 §6.3.2.10. */
export type LightCtlTemperatureRangeValues = Values<typeof range>;

/** Lightness and colour temperature: `change` is there while one of them is in a transition. Mesh Model 1.1 §6.3.2.4. */
export const LightCtlStatus = message("Light CTL Status", 0x8260, {
  present: group(light),
  change: optional(group({ target: group(light), remaining: remainingTime })),
});
/** Requests lightness and colour temperature. Mesh Model 1.1 §6.3.2.1. */
export const LightCtlGet = message("Light CTL Get", 0x825d, {}, LightCtlStatus);
/** Sets lightness, colour temperature and Delta UV, and is answered. Mesh Model 1.1 §6.3.2.2. */
export const LightCtlSet = message("Light CTL Set", 0x825e, set, LightCtlStatus);
/** Sets them without an answer. Mesh Model 1.1 §6.3.2.3. */
export const LightCtlSetUnacknowledged = message("Light CTL Set Unacknowledged", 0x825f, set);

/** Colour temperature and Delta UV: `change` is there while they are in a transition. Mesh Model 1.1 §6.3.2.8. */
export const LightCtlTemperatureStatus = message("Light CTL Temperature Status", 0x8266, {
  present: group(color),
  change: optional(group({ target: group(color), remaining: remainingTime })),
});
/** Requests colour temperature and Delta UV. Mesh Model 1.1 §6.3.2.5. */
export const LightCtlTemperatureGet = message(
  "Light CTL Temperature Get",
  0x8261,
  {},
  LightCtlTemperatureStatus,
);
/** Sets colour temperature and Delta UV, and is answered. Mesh Model 1.1 §6.3.2.6. */
export const LightCtlTemperatureSet = message(
  "Light CTL Temperature Set",
  0x8264,
  temperatureSet,
  LightCtlTemperatureStatus,
);
/** Sets them without an answer. Mesh Model 1.1 §6.3.2.7. */
export const LightCtlTemperatureSetUnacknowledged = message(
  "Light CTL Temperature Set Unacknowledged",
  0x8265,
  temperatureSet,
);

/** The range of the colour temperature, with a status code: 0 success. Mesh Model 1.1 §6.3.2.12. */
export const LightCtlTemperatureRangeStatus = message(
  "Light CTL Temperature Range Status",
  0x8263,
  {
    status: unsigned(1, 0, 2),
    ...range,
  },
);
/** Requests the range. Mesh Model 1.1 §6.3.2.9. */
export const LightCtlTemperatureRangeGet = message(
  "Light CTL Temperature Range Get",
  0x8262,
  {},
  LightCtlTemperatureRangeStatus,
);
/** Sets the range, and is answered; for the setup server. Mesh Model 1.1 §6.3.2.10. */
export const LightCtlTemperatureRangeSet = message(
  "Light CTL Temperature Range Set",
  0x826b,
  range,
  LightCtlTemperatureRangeStatus,
);
/** Sets the range without an answer; for the setup server. Mesh Model 1.1 §6.3.2.11. */
export const LightCtlTemperatureRangeSetUnacknowledged = message(
  "Light CTL Temperature Range Set Unacknowledged",
  0x826c,
  range,
);

/** What the light powers up with. Mesh Model 1.1 §6.3.2.16. */
export const LightCtlDefaultStatus = message("Light CTL Default Status", 0x8268, defaults);
/** Requests what the light powers up with. Mesh Model 1.1 §6.3.2.13. */
export const LightCtlDefaultGet = message(
  "Light CTL Default Get",
  0x8267,
  {},
  LightCtlDefaultStatus,
);
/** Sets what the light powers up with, and is answered; for the setup server. Mesh Model 1.1 §6.3.2.14. */
export const LightCtlDefaultSet = message(
  "Light CTL Default Set",
  0x8269,
  defaults,
  LightCtlDefaultStatus,
);
/** Sets it without an answer; for the setup server. Mesh Model 1.1 §6.3.2.15. */
export const LightCtlDefaultSetUnacknowledged = message(
  "Light CTL Default Set Unacknowledged",
  0x826a,
  defaults,
);
