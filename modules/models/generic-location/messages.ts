import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { globalLocation } from "./global-location.js";
import { localLocation } from "./local-location.js";

/** Identifier of the Generic Location Server model. */
export const genericLocationServerId = 0x100e;
/** Identifier of the Generic Location Setup Server model. */
export const genericLocationSetupServerId = 0x100f;
/** Identifier of the Generic Location Client model. */
export const genericLocationClientId = 0x1010;

const global = frozen({ location: globalLocation });
const local = frozen({ location: localLocation });

/** The location on the globe. Mesh Model 1.1 §3.2.7.4. */
export const GenericLocationGlobalStatus = message("Generic Location Global Status", 0x40, global);
/** Requests the location on the globe. Mesh Model 1.1 §3.2.7.1. */
export const GenericLocationGlobalGet = message(
  "Generic Location Global Get",
  0x8225,
  {},
  GenericLocationGlobalStatus,
);
/** Sets the location on the globe, and is answered. Mesh Model 1.1 §3.2.7.2. */
export const GenericLocationGlobalSet = message(
  "Generic Location Global Set",
  0x41,
  global,
  GenericLocationGlobalStatus,
);
/** Sets the location on the globe, without an answer. Mesh Model 1.1 §3.2.7.3. */
export const GenericLocationGlobalSetUnacknowledged = message(
  "Generic Location Global Set Unacknowledged",
  0x42,
  global,
);
/** The location within a building. Mesh Model 1.1 §3.2.7.8. */
export const GenericLocationLocalStatus = message("Generic Location Local Status", 0x8227, local);
/** Requests the location within a building. Mesh Model 1.1 §3.2.7.5. */
export const GenericLocationLocalGet = message(
  "Generic Location Local Get",
  0x8226,
  {},
  GenericLocationLocalStatus,
);
/** Sets the location within a building, and is answered. Mesh Model 1.1 §3.2.7.6. */
export const GenericLocationLocalSet = message(
  "Generic Location Local Set",
  0x8228,
  local,
  GenericLocationLocalStatus,
);
/** Sets the location within a building, without an answer. Mesh Model 1.1 §3.2.7.7. */
export const GenericLocationLocalSetUnacknowledged = message(
  "Generic Location Local Set Unacknowledged",
  0x8229,
  local,
);
