import * as messages from "../../../../modules/foundation/on-demand-private-proxy/messages.js";
import { codecTests, sample } from "../../../support/codec.js";

const { OnDemandPrivateProxyGet, OnDemandPrivateProxySet, OnDemandPrivateProxyStatus } = messages;

codecTests(
  messages,
  [
    sample(OnDemandPrivateProxyGet, {}, "8069"),
    sample(OnDemandPrivateProxySet, { seconds: 255 }, "806a ff"),
    sample(OnDemandPrivateProxyStatus, { seconds: 0 }, "806b 00"),
  ],
  [
    [OnDemandPrivateProxyGet, "8069 00"],
    [OnDemandPrivateProxySet, "806a ff00"],
  ],
);
