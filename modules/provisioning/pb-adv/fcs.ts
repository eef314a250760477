/**
 * Frame check sequence of a provisioning PDU, Mesh Protocol 1.1 §5.3.3: the CRC
 * of 3GPP TS 27.010 (x^8 + x^2 + x + 1, reflected, from 0xFF, complemented).
 */
export function frameCheckSequence(pdu: Uint8Array): number {
  let crc = 0xff;
  for (let i = 0; i < pdu.length; i++) {
    crc ^= pdu[i]!;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xe0 : crc >> 1;
  }
  return crc ^ 0xff;
}
