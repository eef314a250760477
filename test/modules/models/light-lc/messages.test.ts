import test from "ava";
import * as declared from "../../../../modules/models/light-lc/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/light-lc-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 16, ["raw"]);
