import { radioTests } from "./nimble/radio-tests.js";

radioTests({
  name: "with advertising sets",
  variable: "NIMBLE_RADIO_SETS",
  settings: "BLE_EXT_ADV 1 and BLE_MULTI_ADV_INSTANCES 4",
  sets: 4,
  advertisingSets: 5,
  counts: true,
});
