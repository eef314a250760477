const empty = new Set(["meta", "input", "br", "link", "img"]);

/** What is wrong with the nesting of a page's elements, or undefined. Its attributes are quoted. */
export function nestingError(page: string): string | undefined {
  const open: string[] = [];
  // the text of scripts and styles ends with their end tag, whatever is in it
  const markup = page.replace(/<(script|style)\b([^>]*)>[^]*?<\/\1>/g, "<$1$2></$1>");
  for (const [tag, end, name] of markup.matchAll(
    /<(\/?)([a-z][a-z0-9]*)(?:\s(?:[^>"]|"[^"]*")*)?>/gi,
  )) {
    if (end) {
      const last = open.pop();
      if (last !== name) return `${tag} closes ${last ?? "nothing"}`;
    } else if (!tag.endsWith("/>") && !empty.has(name!)) open.push(name!);
  }
  return open.length > 0 ? `${open.join(", ")} not closed` : undefined;
}
