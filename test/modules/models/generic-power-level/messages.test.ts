import test from "ava";
import * as declared from "../../../../modules/models/generic-power-level/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/generic-power-level-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 14);
