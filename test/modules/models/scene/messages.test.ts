import test from "ava";
import * as declared from "../../../../modules/models/scene/messages.js";
import { testMessages } from "../../../support/message-vectors.js";
import vectors from "../../../vectors/mesh-model/scene-messages.json" with { type: "json" };

testMessages(test, declared, vectors, 10);
