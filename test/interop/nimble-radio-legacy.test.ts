import { radioTests } from "./nimble/radio-tests.js";

radioTests({
  name: "with legacy advertising",
  variable: "NIMBLE_RADIO_LEGACY",
  settings: "BLE_EXT_ADV 0",
  sets: 1,
  advertisingSets: 0,
  counts: false,
});
