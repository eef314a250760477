// Names that a mistyped one may stand for.

/** Number of changed, added, left out or exchanged letters between two words. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/** The names that a mistyped word may stand for, the nearest first; three at most. */
export function similarTo(word: string, names: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .map((name) => {
      const own = name.toLowerCase();
      if (wanted.length >= 2 && own.startsWith(wanted)) return { name, far: 0 };
      // Of short words almost any two are near each other.
      const isOther = wanted.length < 6 && own[0] !== wanted[0];
      return { name, far: isOther ? Infinity : distance(wanted, own) };
    })
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** "; did you mean kitchen?", or what there is, or nothing. */
export function hint(word: string, names: Iterable<string>, all?: string): string {
  const list = [...names];
  const similar = similarTo(word, list);
  if (similar.length > 0) return `; did you mean ${similar.join(" or ")}?`;
  if (all === undefined) return "";
  return list.length > 0 ? `; ${all}: ${list.join(", ")}` : `; ${all}: none`;
}
