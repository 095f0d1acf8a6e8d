import layers from "./layers.mjs";
import prose from "./prose.mjs";

/** The house's own rules for oxlint. */
export default { meta: { name: "rencaitong" }, rules: { layers, prose } };
