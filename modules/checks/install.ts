// Installs the checks for which a chip's firmware has no room, when it is imported.
import { installChecks } from "../base/development.js";
import { checkArguments } from "./check-arguments.js";
import { checkMessage, checkValues } from "./check-message.js";
import { checkOptions } from "./check-options.js";
import { checkShape } from "./check-shape.js";

installChecks({
  args: checkArguments,
  options: checkOptions,
  shape: checkShape,
  message: checkMessage,
  values: checkValues,
});
