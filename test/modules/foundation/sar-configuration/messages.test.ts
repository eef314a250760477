import * as messages from "../../../../modules/foundation/sar-configuration/messages.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
} from "../../../../modules/transport/sar-configuration.js";
import { codecTests, sample } from "../../../support/codec.js";

const {
  SarReceiverGet,
  SarReceiverSet,
  SarReceiverStatus,
  SarTransmitterGet,
  SarTransmitterSet,
  SarTransmitterStatus,
} = messages;

const transmitter = {
  segmentIntervalStep: 1,
  unicastRetransmissionsCount: 2,
  unicastRetransmissionsWithoutProgressCount: 3,
  unicastRetransmissionsIntervalStep: 4,
  unicastRetransmissionsIntervalIncrement: 5,
  multicastRetransmissionsCount: 6,
  multicastRetransmissionsIntervalStep: 7,
};
const receiver = {
  segmentsThreshold: 0x1e,
  acknowledgmentDelayIncrement: 5,
  discardTimeout: 6,
  receiverSegmentIntervalStep: 7,
  acknowledgmentRetransmissionsCount: 2,
};

codecTests(
  messages,
  [
    sample(SarTransmitterGet, {}, "806c"),
    sample(SarTransmitterSet, { state: transmitter }, "806d 21 43 65 07"),
    sample(SarTransmitterStatus, { state: defaultSarTransmitter }, "806e 71 73 21 09"),
    sample(SarReceiverGet, {}, "806f"),
    sample(SarReceiverSet, { state: receiver }, "8070 be 76 02"),
    sample(SarReceiverStatus, { state: defaultSarReceiver }, "8071 23 51 00"),
  ],
  [
    [SarTransmitterGet, "806c00"],
    [SarTransmitterSet, "806d2143650700"],
    [SarReceiverSet, "8070be760200"],
  ],
);
