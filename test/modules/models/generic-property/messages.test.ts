import test from "ava";
import * as declared from "../../../../modules/models/generic-property/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/generic-property-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 20, ["raw"]);
