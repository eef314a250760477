/** The highest power of a channel, 65,535. */
const full = 0xffff;

/**
 * Powers, 0..65,535, of a warm and a cold channel that make white light of a colour temperature, K, together. Between the two
 * it moves evenly in mired (1,000,000 / K), as what is seen does; beyond them it is that of one.
 *
 * `linear`: the Light Lightness Linear state, 0..65,535. `warm` and `cold`: the colour temperatures of the channels, K.
 */
export function whiteChannels(
  linear: number,
  temperature: number,
  { cold, warm }: { readonly warm: number; readonly cold: number },
): readonly [warm: number, cold: number] {
  const mired = (kelvin: number) => 1e6 / kelvin;
  const share = (mired(temperature) - mired(cold)) / (mired(warm) - mired(cold));
  const warmPower = Math.round(linear * Math.max(0, Math.min(1, share)));
  return [warmPower, linear - warmPower];
}

/**
 * Powers, 0..65,535, of red, green and blue for a colour of the HSL model: a lightness of a half has the pure hue, one of 1 is
 * white. `hue` in degrees, `saturation` and `lightness` 0..1. Squared, as powers are: HSL is what is seen.
 */
export function colorChannels(
  hue: number,
  saturation: number,
  lightness: number,
): readonly [red: number, green: number, blue: number] {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const at = (offset + hue / 30) % 12;
    const seen = lightness - chroma * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(full * seen * seen);
  };
  return [channel(0), channel(8), channel(4)];
}
