import type { Field } from "../../access/field.js";
import { bits } from "../../access/fields.js";
import { message } from "../../access/message.js";
import { frozen } from "../../base/frozen.js";
import type { SarReceiver, SarTransmitter } from "../../transport/sar-configuration.js";

export const sarConfigurationServerId = 0x000e;
export const sarConfigurationClientId = 0x000f;

const transmitterStart = bits(2, {
  segmentIntervalStep: 4,
  unicastRetransmissionsCount: 4,
  unicastRetransmissionsWithoutProgressCount: 4,
  unicastRetransmissionsIntervalStep: 4,
});
const transmitterEnd = bits(2, {
  unicastRetransmissionsIntervalIncrement: 4,
  multicastRetransmissionsCount: 4,
  multicastRetransmissionsIntervalStep: 4,
});

/** The SAR Transmitter state, 4 octets; reserved bits are ignored. Mesh Protocol 1.1 §4.2.47. */
export const sarTransmitter: Field<SarTransmitter> = frozen({
  minimum: 4,
  read: (reader) => ({ ...transmitterStart.read(reader), ...transmitterEnd.read(reader) }),
  write(writer, state, name) {
    transmitterStart.write(writer, state, name);
    transmitterEnd.write(writer, state, name);
  },
});

/** The SAR Receiver state, 3 octets; reserved bits are ignored. §4.2.48 */
export const sarReceiver: Field<SarReceiver> = bits(3, {
  segmentsThreshold: 5,
  acknowledgmentDelayIncrement: 3,
  discardTimeout: 4,
  receiverSegmentIntervalStep: 4,
  acknowledgmentRetransmissionsCount: 2,
});

export const SarTransmitterStatus = message("SAR Transmitter Status", 0x806e, {
  state: sarTransmitter,
});
export const SarTransmitterGet = message("SAR Transmitter Get", 0x806c, {}, SarTransmitterStatus);
export const SarTransmitterSet = message(
  "SAR Transmitter Set",
  0x806d,
  { state: sarTransmitter },
  SarTransmitterStatus,
);

export const SarReceiverStatus = message("SAR Receiver Status", 0x8071, { state: sarReceiver });
export const SarReceiverGet = message("SAR Receiver Get", 0x806f, {}, SarReceiverStatus);
export const SarReceiverSet = message(
  "SAR Receiver Set",
  0x8070,
  { state: sarReceiver },
  SarReceiverStatus,
);
