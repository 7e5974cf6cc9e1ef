/** A gift's journey as flows: what leaves the gift equals what came in, to the yen. */
import type { Flow, FlowNode, Flows } from "@/components/sankey-layout";
import type { Story } from "./giving-api";

export interface Names {
  gift: string;
  pot: string;
  left: string;
  part: (share: Story["shares"][number]) => string;
}

export function flowsOf(story: Story, names: Names): Flows {
  const came = story.amount - story.not_in;
  const nodes: FlowNode[] = [
    { id: "gift", label: names.gift, column: 0, kind: "source" },
    { id: "pot", label: names.pot, column: 1, kind: "pot" },
  ];
  const flows: Flow[] = [{ from: "gift", to: "pot", amount: came }];
  story.shares.forEach((share, index) => {
    const id = `share-${index}`;
    const kind = share.kind === "award" ? "project" : "other";
    nodes.push({ id, label: names.part(share), column: 2, kind });
    flows.push({ from: "pot", to: id, amount: share.amount });
  });
  if (story.left > 0) {
    nodes.push({ id: "left", label: names.left, column: 2, kind: "other" });
    flows.push({ from: "pot", to: "left", amount: story.left });
  }
  return { nodes, flows };
}
