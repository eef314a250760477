import { radioTests } from "./nimble/radio-tests.js";

radioTests({
  name: "with legacy advertising",
  sets: 1,
  advertisingSets: 0,
  counts: false,
});
