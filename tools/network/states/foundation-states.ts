import { HealthPeriodGet, HealthPeriodSet } from "../../../modules/foundation/health/messages.js";
import {
  OnDemandPrivateProxyGet,
  OnDemandPrivateProxySet,
} from "../../../modules/foundation/on-demand-private-proxy/messages.js";
import {
  PrivateBeaconGet,
  PrivateBeaconSet,
  PrivateGattProxyGet,
  PrivateGattProxySet,
} from "../../../modules/foundation/private-beacon/messages.js";
import {
  SarReceiverGet,
  SarReceiverSet,
  SarTransmitterGet,
  SarTransmitterSet,
} from "../../../modules/foundation/sar-configuration/messages.js";
import { range } from "../cdb/forms.js";
import { members, truth } from "./forms.js";
import { type ModelState, modelState } from "./model-state.js";

const nibble = range(0, 15);
const sarServer = 0x000e;
const privateBeaconServer = 0x000a;

/** States of foundation models other than those that a Mesh Configuration Database has. Mesh Protocol 1.1 §4.2. */
export const foundationStates: readonly ModelState[] = [
  modelState({
    name: "Health Period",
    setter: 0x0002,
    set: HealthPeriodSet,
    get: HealthPeriodGet,
    form: nibble,
    valuesOf: (divisor: number) => ({ divisor }),
    valueOf: ({ divisor }) => divisor,
  }),
  modelState({
    name: "SAR Transmitter",
    setter: sarServer,
    device: true,
    set: SarTransmitterSet,
    get: SarTransmitterGet,
    form: members({
      segmentIntervalStep: nibble,
      unicastRetransmissionsCount: nibble,
      unicastRetransmissionsWithoutProgressCount: nibble,
      unicastRetransmissionsIntervalStep: nibble,
      unicastRetransmissionsIntervalIncrement: nibble,
      multicastRetransmissionsCount: nibble,
      multicastRetransmissionsIntervalStep: nibble,
    }),
    valuesOf: (state: never) => ({ state }),
    valueOf: ({ state }) => ({ ...state }),
  }),
  modelState({
    name: "SAR Receiver",
    setter: sarServer,
    device: true,
    set: SarReceiverSet,
    get: SarReceiverGet,
    form: members({
      segmentsThreshold: range(0, 31),
      acknowledgmentDelayIncrement: range(0, 7),
      discardTimeout: nibble,
      receiverSegmentIntervalStep: nibble,
      acknowledgmentRetransmissionsCount: range(0, 3),
    }),
    valuesOf: (state: never) => ({ state }),
    valueOf: ({ state }) => ({ ...state }),
  }),
  modelState({
    name: "Private Beacon",
    setter: privateBeaconServer,
    device: true,
    set: PrivateBeaconSet,
    get: PrivateBeaconGet,
    form: truth,
    valuesOf: (beacon: boolean) => ({ beacon, randomUpdateIntervalSteps: undefined }),
    valueOf: ({ beacon }) => beacon,
    statusOf: ({ beacon }) => ({ beacon, randomUpdateIntervalSteps: 0 }),
  }),
  modelState({
    name: "Private GATT Proxy",
    setter: privateBeaconServer,
    device: true,
    set: PrivateGattProxySet,
    get: PrivateGattProxyGet,
    form: truth,
    valuesOf: (gattProxy: boolean) => ({ gattProxy }),
    // 2: the node has no proxy.
    valueOf: ({ gattProxy }) => (gattProxy === 2 ? undefined : Boolean(gattProxy)),
    statusOf: ({ gattProxy }) => ({ gattProxy: Number(gattProxy) }),
  }),
  modelState({
    name: "On-Demand Private Proxy",
    setter: 0x000c,
    device: true,
    set: OnDemandPrivateProxySet,
    get: OnDemandPrivateProxyGet,
    form: range(0, 255),
    valuesOf: (seconds: number) => ({ seconds }),
    valueOf: ({ seconds }) => seconds,
  }),
];
