import { radioTests } from "./nimble/radio-tests.js";

radioTests({
  name: "with advertising sets",
  sets: 4,
  advertisingSets: 5,
  counts: true,
});
