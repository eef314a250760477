import test from "ava";
import { adaptivePolicy } from "../../../../../modules/espressif/fast-provisioning/policy/adaptive-policy.js";
import { espressifPolicy } from "../../../../../modules/espressif/fast-provisioning/policy/espressif-policy.js";
import {
  collectorPolicy,
  FastTransmission,
  type TransmittingNode,
} from "../../../../../modules/espressif/fast-provisioning/policy/fast-transmission.js";
import { defaultNetworkSettings } from "../../../../../modules/network/settings.js";
import { EarlyReception } from "../../../../../modules/provisioning/pb-adv/early-reception.js";
import {
  defaultSarReceiver,
  defaultSarTransmitter,
} from "../../../../../modules/transport/sar-configuration.js";

function pacedNode(): TransmittingNode {
  return {
    settings: { ...defaultNetworkSettings(), networkTransmit: { transmissions: 4, interval: 30 } },
    sarTransmitter: { ...defaultSarTransmitter, unicastRetransmissionsCount: 5 },
    sarReceiver: { ...defaultSarReceiver, discardTimeout: 3 },
  };
}

/** The states with their present values. */
function statesOf({ settings, sarReceiver, sarTransmitter }: TransmittingNode) {
  return { networkTransmit: settings.networkTransmit, sarReceiver, sarTransmitter };
}

test("what the states were comes back", (t) => {
  for (const policy of [adaptivePolicy, espressifPolicy])
    for (const sets of [1, 4]) {
      const node = pacedNode();
      const before = statesOf(node);
      const pace = new FastTransmission(node, policy, sets, new EarlyReception());
      t.deepEqual(statesOf(node), before);
      pace.begin();
      const { receiver = before.sarReceiver, transmitter = before.sarTransmitter } =
        policy.sar?.(sets, false) ?? {};
      t.deepEqual(statesOf(node), {
        networkTransmit: { transmissions: policy.networkTransmissions(false), interval: 20 },
        sarReceiver: receiver,
        sarTransmitter: transmitter,
      });
      pace.end();
      t.deepEqual(statesOf(node), before);
    }
});

test("begun twice, what was before the first comes back", (t) => {
  const node = pacedNode();
  const before = statesOf(node);
  const pace = new FastTransmission(node, adaptivePolicy, 1, new EarlyReception());
  pace.begin();
  pace.begin();
  pace.end();
  t.deepEqual(statesOf(node), before);
});

test("ended without a beginning, or twice, it changes nothing", (t) => {
  const node = pacedNode();
  const pace = new FastTransmission(node, adaptivePolicy, 1, new EarlyReception());
  pace.end();
  t.deepEqual(statesOf(node), statesOf(pacedNode()));
  pace.begin();
  pace.end();
  const changed = { transmissions: 7, interval: 50 };
  node.settings.networkTransmit = changed;
  pace.end();
  t.is(node.settings.networkTransmit, changed);
});

test("what is configured meanwhile stays, each state for itself", (t) => {
  const networkTransmit = { transmissions: 2, interval: 40 };
  const sarTransmitter = { ...defaultSarTransmitter, segmentIntervalStep: 9 };
  const sarReceiver = { ...defaultSarReceiver, segmentsThreshold: 7 };
  const changes: readonly ((node: TransmittingNode) => void)[] = [
    (node) => (node.settings.networkTransmit = networkTransmit),
    (node) => (node.sarTransmitter = sarTransmitter),
    (node) => (node.sarReceiver = sarReceiver),
  ];
  for (const change of changes) {
    const node = pacedNode();
    const expected = pacedNode();
    const pace = new FastTransmission(node, adaptivePolicy, 1, new EarlyReception());
    pace.begin();
    change(node);
    change(expected);
    pace.end();
    t.deepEqual(statesOf(node), statesOf(expected));
  }
});

test("a second beginning keeps what was configured between", (t) => {
  const node = pacedNode();
  const pace = new FastTransmission(node, adaptivePolicy, 1, new EarlyReception());
  pace.begin();
  pace.end();
  const configured = { transmissions: 2, interval: 40 };
  node.settings.networkTransmit = configured;
  pace.begin();
  t.is(node.settings.networkTransmit.transmissions, adaptivePolicy.networkTransmissions(false));
  pace.end();
  t.is(node.settings.networkTransmit, configured);
});

test("a radio that receives early repeats no network PDU, from when that is known on", (t) => {
  const fewest = adaptivePolicy.networkTransmissions(true);
  t.true(fewest < adaptivePolicy.networkTransmissions(false));
  const node = pacedNode();
  const before = statesOf(node);
  const reception = new EarlyReception();
  const pace = new FastTransmission(node, adaptivePolicy, 4, reception);
  pace.begin();
  reception.answered(3);
  pace.earlyReceptionShown();
  t.deepEqual(node.settings.networkTransmit, { transmissions: fewest, interval: 20 });
  t.deepEqual(node.sarReceiver, adaptivePolicy.sar!(4, true).receiver);
  t.deepEqual(node.sarTransmitter, adaptivePolicy.sar!(4, true).transmitter);
  pace.end();
  t.deepEqual(statesOf(node), before);
  pace.begin();
  t.is(node.settings.networkTransmit.transmissions, fewest);
});

test("what is learned changes no state that was configured, nor one outside of fast transmission", (t) => {
  const node = pacedNode();
  const usual = node.settings.networkTransmit;
  const reception = new EarlyReception();
  const pace = new FastTransmission(node, adaptivePolicy, 4, reception);
  reception.answered(3);
  pace.earlyReceptionShown();
  t.is(node.settings.networkTransmit, usual);
  pace.begin();
  const configured = { transmissions: 5, interval: 40 };
  node.settings.networkTransmit = configured;
  pace.earlyReceptionShown();
  t.is(node.settings.networkTransmit, configured);
});

test("a SAR state that was configured stays as well when something is learned", (t) => {
  const node = pacedNode();
  const reception = new EarlyReception();
  const pace = new FastTransmission(node, adaptivePolicy, 4, reception);
  pace.begin();
  const configured = { ...defaultSarReceiver, discardTimeout: 4 };
  node.sarReceiver = configured;
  reception.answered(3);
  t.is(node.sarReceiver, configured);
  t.deepEqual(node.sarTransmitter, adaptivePolicy.sar!(4, true).transmitter);
});

test("it is notified of what is learned where nobody else is", (t) => {
  const owner = { earlyReceptionShown: () => undefined };
  for (const [reception, notified] of [
    [new EarlyReception(), true],
    [new EarlyReception(owner), false],
  ] as const) {
    const node = pacedNode();
    new FastTransmission(node, adaptivePolicy, 4, reception).begin();
    reception.answered(3);
    const { transmissions } = node.settings.networkTransmit;
    t.is(transmissions === adaptivePolicy.networkTransmissions(true), notified);
  }
});

test("a collector repeats its PDUs whatever it learns, and acknowledges segments as others do", (t) => {
  const node = pacedNode();
  const reception = new EarlyReception();
  new FastTransmission(node, collectorPolicy(adaptivePolicy), 4, reception).begin();
  reception.answered(3);
  const { transmissions } = node.settings.networkTransmit;
  t.is(transmissions, adaptivePolicy.networkTransmissions(false));
  t.deepEqual(node.sarReceiver, adaptivePolicy.sar!(4, true).receiver);
});
