// Installs the checks for which a chip's firmware has no room, when it is imported.
import { development } from "../base/development.js";
import { checkArguments } from "./check-arguments.js";
import { checkMessage, checkValues } from "./check-message.js";
import { checkOptions } from "./check-options.js";
import { checkShape } from "./check-shape.js";

development.args = checkArguments;
development.options = checkOptions;
development.shape = checkShape;
development.message = checkMessage;
development.values = checkValues;
