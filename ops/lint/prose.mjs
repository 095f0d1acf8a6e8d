import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const matters = fileURLToPath(new URL("../../domain/matters/", import.meta.url));

/**
 * A matter's prose is the regulation: which step follows which, a function of the case alone. The engine reads it again
 * and again and must always read the same. What would make two readings differ, or hide an order in machinery, is
 * refused here.
 */
const prose = {
  meta: { type: "problem", schema: [] },
  create(context) {
    // One stem per matter: its prose is the file named like its steps. The other workflows are not prose.
    if (!existsSync(resolve(matters, basename(context.filename).replace(/\.ts$/, ".steps.ts")))) return {};
    const refuse = (node, message) => context.report({ node, message });
    return {
      TryStatement: (node) =>
        refuse(node, "A matter's prose contains no try: refusals and returns are the steps' business."),
      ForStatement: (node) => refuse(node, noLoop),
      ForInStatement: (node) => refuse(node, noLoop),
      ForOfStatement: (node) => refuse(node, noLoop),
      WhileStatement: (node) => refuse(node, noLoop),
      DoWhileStatement: (node) => refuse(node, noLoop),
      Identifier(node) {
        if (node.name === "Date") refuse(node, "A matter's prose asks no clock: terms and notices are steps.");
        if (node.name === "Promise") refuse(node, "A matter's prose is one thing after another: use the verbs.");
        if (node.name === "setTimeout") refuse(node, "A matter's prose waits in steps only.");
      },
      MemberExpression(node) {
        if (node.object.name === "Math" && node.property.name === "random")
          refuse(node, "A matter's prose throws no dice.");
      },
    };
  },
};

const noLoop = "A matter's prose contains no loop: after a return it is read again from the top.";

export default prose;
