import qrcode from "qrcode-generator";
import { utf8Bytes } from "../../modules/base/utf8.js";

/** A QR code of half-block characters, for a terminal with light text on a dark background. */
export function qrText(payload: string): string {
  const code = qrcode(0, "L");
  qrcode.stringToBytes = (text) => Array.from(utf8Bytes(text));
  code.addData(payload, "Byte");
  code.make();
  const size = code.getModuleCount();
  const light = (row: number, column: number): boolean =>
    row < 0 || column < 0 || row >= size || column >= size || !code.isDark(row, column);
  const lines: string[] = [];
  for (let row = -1; row <= size; row += 2) {
    let line = "";
    for (let column = -1; column <= size; column++) {
      const [top, bottom] = [light(row, column), light(row + 1, column)];
      line += top ? (bottom ? "█" : "▀") : bottom ? "▄" : " ";
    }
    lines.push(line);
  }
  return lines.join("\n");
}
