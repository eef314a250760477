/** Replaces analog.ts in a build without the driver. Throws Error that says what to include. */
export function analogSensor(): never {
  throw new Error(
    'a sensor of kind "analog": include xs-mesh/hosts/esp32/board/manifest-analog.json',
  );
}
