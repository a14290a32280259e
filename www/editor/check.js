// What is wrong with a handler: its first syntax error, or that Lambda would find no handler in it.

import { parse } from "acorn";
import { explain } from "./explain.js";

const PARSER = { ecmaVersion: "latest", sourceType: "module", allowHashBang: true };

/**
 * @param {string} text
 * @returns {import("./diagnostics.js").Diagnostic[]}
 */
export function checkHandler(text) {
  let program;
  try {
    program = parse(text, PARSER);
  } catch (error) {
    return [{ severity: "error", ...explain(error, text, PARSER) }];
  }
  return [...missingHandler(program, text), ...importedPackages(program)];
}

function missingHandler({ body }, text) {
  if (body.some(exportsHandler)) return [];
  const other = body.find(({ type }) => type === "ExportDefaultDeclaration");
  const line = text.indexOf("\n");
  return [
    {
      from: other?.start ?? 0,
      to: other ? other.start + "export default".length : line < 0 ? text.length : line,
      severity: "error",
      message: other
        ? "Lambda does not look at the default export, but for one called `handler`"
        : "Nothing called `handler` is exported",
      hint: other
        ? "Write `export const handler =` in place of `export default`"
        : "Begin with `export const handler = async (event, context) => {`",
    },
  ];
}

const isHandler = (node) => (node?.name ?? node?.value) === "handler";

/** Whether a statement may export a handler: `export …`, `exports.handler = …`, `module.exports = …`. */
function exportsHandler({ type, declaration, specifiers, expression }) {
  if (type === "ExportAllDeclaration") return true;
  if (type === "ExportNamedDeclaration") {
    const declared = declaration?.declarations ?? [declaration];
    return declared.some((one) => isHandler(one?.id)) || specifiers.some((one) => isHandler(one.exported));
  }
  if (type !== "ExpressionStatement" || expression.type !== "AssignmentExpression") return false;
  const { left, right } = expression;
  if (left.type !== "MemberExpression") return false;
  const isExports = ({ name, object, property }) =>
    name === "exports" || (object?.name === "module" && property?.name === "exports");
  if (isExports(left.object)) return isHandler(left.property);
  // `module.exports = somethingElse` may hold a handler, as far as one can see.
  if (!isExports(left)) return false;
  return right.type !== "ObjectExpression" || right.properties.some((one) => !one.key || isHandler(one.key));
}

/** Packages that would have to be there, and are not. */
function importedPackages({ body }) {
  const calls = body.flatMap(({ declarations = [] }) => declarations.map(({ init }) => init));
  const required = calls.filter((one) => one?.callee?.name === "require").map((one) => one.arguments[0]);
  const sources = [...body.map(({ source }) => source), ...required].filter((one) => one?.value);
  return sources.map(({ start, end, value }) => ({
    from: start,
    to: end,
    severity: "warning",
    message: `\`${value}\` is not there when the handler runs in the playground`,
    hint: "A handler here is a single file, without packages or Node.js modules",
  }));
}
