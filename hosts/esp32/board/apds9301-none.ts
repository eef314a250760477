/** Replaces apds9301.ts in a build without the driver. Throws Error that says what to include. */
export function lightSensor(): never {
  throw new Error(
    'a sensor of kind "apds9301": include xs-mesh/hosts/esp32/board/manifest-apds9301.json',
  );
}
