import * as messages from "../../../../modules/foundation/private-beacon/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const m = messages;

codecTests(
  messages,
  [
    sample(m.PrivateBeaconGet, {}, "8060"),
    sample(m.PrivateBeaconSet, { beacon: true, randomUpdateIntervalSteps: undefined }, "8061 01"),
    sample(m.PrivateBeaconSet, { beacon: false, randomUpdateIntervalSteps: 255 }, "8061 00 ff"),
    sample(m.PrivateBeaconStatus, { beacon: true, randomUpdateIntervalSteps: 60 }, "8062 01 3c"),
    sample(m.PrivateGattProxyGet, {}, "8063"),
    sample(m.PrivateGattProxySet, { gattProxy: true }, "8064 01"),
    sample(m.PrivateGattProxyStatus, { gattProxy: 2 }, "8065 02"),
    sample(m.PrivateNodeIdentityGet, { netKeyIndex: 0xfff }, "8066 ff0f"),
    sample(m.PrivateNodeIdentitySet, { netKeyIndex: 1, identity: true }, "8067 0100 01"),
    sample(
      m.PrivateNodeIdentityStatus,
      { status: 4, netKeyIndex: 0x123, identity: 0 },
      "8068 04 2301 00",
    ),
  ],
  [
    [m.PrivateBeaconSet, "8061 02"],
    [m.PrivateBeaconSet, "8061 01 3c 00"],
    [m.PrivateGattProxySet, "8064 02"],
    [m.PrivateNodeIdentityGet, "8066 0010"],
    [m.PrivateNodeIdentitySet, "8067 0000 02"],
  ],
);
