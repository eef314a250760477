import { message } from "../../access/message.js";
import { knownTime, settingTime, taiSeconds, taiUtcDelta, timeRole, timeZone } from "./fields.js";

/** Identifier of the Time Server model. */
export const timeServerId = 0x1200;
/** Identifier of the Time Setup Server model. */
export const timeSetupServerId = 0x1201;
/** Identifier of the Time Client model. */
export const timeClientId = 0x1202;

/** The time; undefined: unknown. Mesh Model 1.1 §5.2.1.3. */
export const TimeStatus = message("Time Status", 0x5d, { time: knownTime });
/** Requests the time, of neighbours. Mesh Model 1.1 §5.2.1.1. */
export const TimeGet = message("Time Get", 0x8237, {}, TimeStatus);
/** Sets the time, and is answered; for the setup server. Seconds 0: unknown. Mesh Model 1.1 §5.2.1.2. */
export const TimeSet = message("Time Set", 0x5c, { time: settingTime }, TimeStatus);

/** The Time Role state. Mesh Model 1.1 §5.2.1.12. */
export const TimeRoleStatus = message("Time Role Status", 0x823a, { role: timeRole });
/** Requests it; for the setup server. Mesh Model 1.1 §5.2.1.10. */
export const TimeRoleGet = message("Time Role Get", 0x8238, {}, TimeRoleStatus);
/** Sets it, and is answered; for the setup server. Mesh Model 1.1 §5.2.1.11. */
export const TimeRoleSet = message("Time Role Set", 0x8239, { role: timeRole }, TimeRoleStatus);

/** The zone, and its next change. Mesh Model 1.1 §5.2.1.6. */
export const TimeZoneStatus = message("Time Zone Status", 0x823d, {
  current: timeZone,
  next: timeZone,
  changeAt: taiSeconds,
});
/** Requests it. Mesh Model 1.1 §5.2.1.4. */
export const TimeZoneGet = message("Time Zone Get", 0x823b, {}, TimeZoneStatus);
/** Sets the next change, and is answered; for the setup server. Mesh Model 1.1 §5.2.1.5. */
export const TimeZoneSet = message(
  "Time Zone Set",
  0x823c,
  { next: timeZone, changeAt: taiSeconds },
  TimeZoneStatus,
);

/** The difference of TAI to UTC, and its next change. Mesh Model 1.1 §5.2.1.9. */
export const TaiUtcDeltaStatus = message("TAI-UTC Delta Status", 0x8240, {
  current: taiUtcDelta,
  next: taiUtcDelta,
  changeAt: taiSeconds,
});
/** Requests it. Mesh Model 1.1 §5.2.1.7. */
export const TaiUtcDeltaGet = message("TAI-UTC Delta Get", 0x823e, {}, TaiUtcDeltaStatus);
/** Sets the next change, and is answered; for the setup server. Mesh Model 1.1 §5.2.1.8. */
export const TaiUtcDeltaSet = message(
  "TAI-UTC Delta Set",
  0x823f,
  { next: taiUtcDelta, changeAt: taiSeconds },
  TaiUtcDeltaStatus,
);
