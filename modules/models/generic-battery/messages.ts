import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import { batteryState } from "./battery.js";

/** Identifier of the Generic Battery Server model. */
export const genericBatteryServerId = 0x100c;
/** Identifier of the Generic Battery Client model. */
export const genericBatteryClientId = 0x100d;

const status = frozen({ battery: batteryState });

/** The state of a battery. Mesh Model 1.1 §3.2.6.2. */
export const GenericBatteryStatus = message("Generic Battery Status", 0x8224, status);
/** Requests the state of a battery. Mesh Model 1.1 §3.2.6.1. */
export const GenericBatteryGet = message("Generic Battery Get", 0x8223, {}, GenericBatteryStatus);
