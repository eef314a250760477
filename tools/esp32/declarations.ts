/** A member of a structure: its path and type. */
interface Member {
  readonly path: string;
  readonly type: string;
  /** The suffix of an array, such as "[31]". */
  readonly suffix: string;
}

const opening = /^(typedef )?(struct|union)( \w+)? \{$/;
const closing = /^\}( \w+)?;$/;

/**
 * The header's lines without the project's own parts, without comments and, unless `extended`,
 * without extended advertising.
 */
function relevantLines(header: string, extended: boolean): string[] {
  const text = header
    .replace(/\/\* settings \*\/[^]*?\/\* end of settings \*\//g, "")
    .replace(/\/\* opaque \*\/\nstruct \w+ \{[^]*?\n\};/g, "")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/#if MYNEWT_VAL\(BLE_EXT_ADV\)\n([^]*?)#endif\n/g, extended ? "$1" : "");
  return text.split("\n").map((line) => line.trim());
}

/**
 * Removes the lines of a structure up to its end, and returns its members. Bit fields are left
 * out, since their types cannot be compared.
 */
function takeMembers(lines: string[]): { readonly name: string; readonly members: Member[] } {
  const members: Member[] = [];
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const end = closing.exec(line);
    if (end) return { name: end[1]?.trim() ?? "", members };
    if (opening.test(line)) {
      const inner = takeMembers(lines);
      const prefix = inner.name && `${inner.name}.`;
      members.push(...inner.members.map((member) => ({ ...member, path: prefix + member.path })));
    }
    const member = /^(.+?[ *])(\w+)(\[\w+\])?;$/.exec(line);
    if (member)
      members.push({ path: member[2]!, type: member[1]!.trim(), suffix: member[3] ?? "" });
  }
  throw new Error("a structure is not closed");
}

/**
 * Converts the declarations of a C header of the tests to assertions, for a compiler that
 * includes the real header instead: constants with their values, types of members, functions and
 * type names. The header must have one declaration on each line, except for members of
 * structures. Structures after the comment "opaque", and lines between "settings" and "end of
 * settings", are the project's own and are left out.
 */
export function assertions(header: string, extended: boolean): string {
  const made: string[] = [];
  const same = (what: string, actual: string, type: string, suffix = ""): void => {
    const name = `declared_${made.length}`;
    made.push(
      `typedef ${type} ${name}${suffix}; ` +
        `_Static_assert(__builtin_types_compatible_p(${actual}, ${name}), "${what}");`,
    );
  };
  const lines = relevantLines(header, extended);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const structure = opening.exec(line);
    if (structure) {
      const { name, members } = takeMembers(lines);
      const base = structure[1] ? name : `${structure[2]}${structure[3]}`;
      for (const { path, type, suffix } of members)
        same(`${base}: ${path}`, `__typeof__(((${base}*)0)->${path})`, type, suffix);
      continue;
    }
    const constant = /^#define (?!MESH_)(\w+) (\(?[-\w]+.*)$/.exec(line);
    const functionType = /^typedef (.+?[ *])(\w+)(\([^*].*\));$/.exec(line);
    const pointerType = /^typedef (.+?)\(\*(\w+)\)(\(.*\));$/.exec(line);
    const typeName = /^typedef ([\w* ]+?[ *])(\w+);$/.exec(line);
    const prototype = /^(?!typedef|extern)(.+?[ *])(\w+)(\(.*\));$/.exec(line);
    if (constant)
      made.push(`_Static_assert((${constant[1]}) == (${constant[2]}), "${constant[1]}");`);
    else if (functionType)
      same(functionType[2]!, functionType[2]!, functionType[1]!.trim(), functionType[3]);
    else if (pointerType) {
      const name = `declared_${made.length}`;
      made.push(
        `typedef ${pointerType[1]!.trim()} (*${name})${pointerType[3]}; ` +
          `_Static_assert(__builtin_types_compatible_p(${pointerType[2]}, ${name}), "${pointerType[2]}");`,
      );
    } else if (typeName && !/^enum|^struct/.test(typeName[1]!))
      same(typeName[2]!, typeName[2]!, typeName[1]!.trim());
    else if (prototype)
      same(prototype[2]!, `__typeof__(${prototype[2]})`, prototype[1]!.trim(), prototype[3]);
  }
  return `${made.join("\n")}\n`;
}
