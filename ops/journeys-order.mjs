import Sequencer from "@jest/test-sequencer";

/**
 * Journeys share one city and leave their traces in it, as people do. They run in this order, whatever their size: who
 * needs a desk's last open case comes before who decides it, and who leaves an office for good comes last.
 */
const order = [
  ...[
    "story",
    "substitute",
    "own-desk",
    "outage",
    "replacement",
    "hostile-text",
    "desk",
    "rules",
    "handing-over",
    "frame",
  ],
  ...[
    "calendar",
    "health",
    "deciding",
    "public",
    "search",
    "analytics",
    "ratings",
    "counter",
    "bulk",
    "wordings",
    "offices",
    "succession",
  ],
];
const last = "leaver";

function place({ path }) {
  const name = path.replace(/^.*\//, "").replace(/\.e2e\.ts$/, "");
  if (name === last) return order.length + 1;
  return order.includes(name) ? order.indexOf(name) : order.length;
}

export default class JourneysOrder extends Sequencer {
  sort(tests) {
    return [...tests].sort((one, other) => place(one) - place(other) || one.path.localeCompare(other.path));
  }
}
