// A function that another one returns may use constants of that one, and not its parameters or
// variables. Where it is made when a module is loaded, Moddable's linker keeps it in flash with what it
// uses; a parameter could change, and is reported as "no const".

/** @type {import("eslint").Rule.RuleModule} */
export const constClosures = {
  meta: { type: "problem", schema: [] },
  create(context) {
    const { sourceCode } = context;
    const isFunction = ({ type }) => /Function/.test(type);
    function check(node) {
      const { through } = sourceCode.getScope(node);
      for (const { identifier, resolved } of through) {
        const [definition] = resolved?.defs ?? [];
        if (!definition || !isFunction(resolved.scope.block)) continue;
        const { kind } = definition.parent ?? {};
        if (definition.type !== "Parameter" && (definition.type !== "Variable" || kind === "const"))
          continue;
        context.report({
          node: identifier,
          message: `${identifier.name} could change: keep it in a const outside of the function`,
        });
      }
    }
    return {
      "ReturnStatement > :matches(ArrowFunctionExpression, FunctionExpression)": check,
      "ArrowFunctionExpression > :matches(ArrowFunctionExpression, FunctionExpression).body": check,
    };
  },
};
