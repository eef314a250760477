const KEY = /^[a-z0-9.-]{1,15}$/;

/** Throws RangeError when the text is not valid as the key of a record (Store). */
export function checkKey(key: string): void {
  if (!KEY.test(key)) throw new RangeError(`key: 1..15 characters of [a-z0-9.-], not "${key}"`);
}
