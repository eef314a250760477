// Moddable's linker decides only by names which built-ins it leaves out of a chip's image: a
// property with the name of a large built-in keeps that in the image, whatever object has the
// property.

/** For the rule no-restricted-syntax: names that properties in a chip's code must not have. */
export const builtInNames = [
  {
    names: "match|matchAll|search",
    message:
      "As the name of a property it keeps XS's regular expressions, 35 kB of a chip's flash: another name.",
  },
  {
    names: "to(Locale)?(Lower|Upper)Case|normalize",
    message:
      "It brings Unicode's tables of 14 kB into a chip's flash: asciiLowerCase, or another name.",
  },
].map(({ names, message }) => ({ selector: propertyNamed(names), message }));

/**
 * Selectors of a property's name; the linker does not consider variables, parameters and #private
 * names.
 */
function propertyNamed(names) {
  const name = `[name=/^(?:${names})$/]`;
  const owners =
    "Property, PropertyDefinition, AccessorProperty, MethodDefinition, TSAbstractMethodDefinition, " +
    "TSAbstractPropertyDefinition, TSPropertySignature, TSMethodSignature";
  return (
    `:matches(${owners})[computed=false] > Identifier.key${name}, ` +
    `MemberExpression[computed=false] > Identifier.property${name}, ` +
    `TSParameterProperty Identifier${name}`
  );
}
