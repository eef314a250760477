import { uint16, unsigned } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { entryField, toldEntryField } from "./schedule.js";

/** Identifier of the Scheduler Server model. */
export const schedulerServerId = 0x1206;
/** Identifier of the Scheduler Setup Server model. */
export const schedulerSetupServerId = 0x1207;
/** Identifier of the Scheduler Client model. */
export const schedulerClientId = 0x1208;

/** Which schedules are defined: bit n for that of index n. Mesh Model 1.1 §5.2.3.2. */
export const SchedulerStatus = message("Scheduler Status", 0x824a, { schedules: uint16 });
/** Requests it. Mesh Model 1.1 §5.2.3.1. */
export const SchedulerGet = message("Scheduler Get", 0x8249, {}, SchedulerStatus);

/** A schedule. Mesh Model 1.1 §5.2.3.6. */
export const SchedulerActionStatus = message("Scheduler Action Status", 0x5f, {
  entry: toldEntryField,
});
/** Requests a schedule. Mesh Model 1.1 §5.2.3.3. */
export const SchedulerActionGet = message(
  "Scheduler Action Get",
  0x8248,
  { index: unsigned(1, 0, 15) },
  SchedulerActionStatus,
);
/** Sets a schedule, and is answered; for the setup server. Mesh Model 1.1 §5.2.3.4. */
export const SchedulerActionSet = message(
  "Scheduler Action Set",
  0x60,
  { entry: entryField },
  SchedulerActionStatus,
);
/** Sets a schedule without an answer; for the setup server. Mesh Model 1.1 §5.2.3.5. */
export const SchedulerActionSetUnacknowledged = message(
  "Scheduler Action Set Unacknowledged",
  0x61,
  { entry: entryField },
);
