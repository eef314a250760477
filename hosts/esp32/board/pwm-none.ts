/** Replaces pwm.ts in a build without the driver. Throws Error that says what to include. */
export function pwmLamp(): never {
  throw new Error('a lamp of kind "pwm": include xs-mesh/hosts/esp32/board/manifest-pwm.json');
}
