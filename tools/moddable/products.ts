/** Folders of modules/firmware with the firmware of a product: a light, a sensor, a switch. */
export const products: readonly string[] = [
  "ambient-light-sensor",
  "color-light",
  "controlled-light",
  "dimmable-light",
  "dimmer-switch",
  "energy-monitor",
  "occupancy-sensor",
  "scene-selector",
  "tunable-light",
];
