/** Replaces pixel.ts in a build without the driver. Throws Error that says what to include. */
export function pixelLamp(): never {
  throw new Error(
    'a lamp of kind "neopixel": include xs-mesh/hosts/esp32/board/manifest-neopixel.json',
  );
}
