import { describe, expect, it } from "vitest";
import { type Flow, type FlowNode, gathered, lines, percentOfAll, pictureOf } from "./sankey-layout";

function ends(amounts: number[]): { nodes: FlowNode[]; flows: Flow[] } {
  return {
    nodes: [
      { id: "pot", label: "緑", column: 0, kind: "pot" },
      ...amounts.map((_, at): FlowNode => ({ id: `p${at}`, label: `活動${at}`, column: 1, kind: "project" })),
    ],
    flows: amounts.map((amount, at) => ({ from: "pot", to: `p${at}`, amount })),
  };
}

describe("what is gathered", () => {
  it("leaves twelve ends as they are", () => {
    const twelve = ends(Array.from({ length: 12 }, () => 100));
    expect(gathered(twelve, "その他")).toEqual(twelve);
  });

  it("puts the smallest of more together, to the yen", () => {
    const few = gathered(ends([500, 1, 2, ...Array.from({ length: 11 }, () => 100)]), "その他");
    expect(few.nodes.filter((node) => node.column === 1)).toHaveLength(12);
    // 14 ends: 11 stay, the three smallest (1, 2 and the last 100) go together.
    expect(few.flows.find((flow) => flow.to === "rest")?.amount).toBe(103);
    expect(few.flows.reduce((sum, flow) => sum + flow.amount, 0)).toBe(1_603);
  });
});

describe("shares", () => {
  it("are cut to tenths, never rounded up", () => {
    expect(percentOfAll(4_200, 10_000)).toBe("42%");
    expect(percentOfAll(9_999, 10_000)).toBe("99.9%");
    expect(percentOfAll(0, 0)).toBe("0%");
  });
});

describe("the picture", () => {
  it("cuts no label", () => {
    expect(lines("緑道に花を植える活動", 4)).toEqual(["緑道に花", "を植える", "活動"]);
  });

  it("gives a band to each flow and keeps the boxes apart", () => {
    const picture = pictureOf(ends([4_200, 3_800, 2_000]));
    expect(picture.bands).toHaveLength(3);
    const right = picture.boxes.filter((box) => box.node.column === 1).sort((a, b) => a.y - b.y);
    expect(right.map((box) => box.amount)).toEqual([4_200, 3_800, 2_000]);
    for (const [at, box] of right.entries()) {
      const next = right[at + 1];
      // Each has room for its lines of 22 units: the label and the yen.
      if (next) expect(next.y - (box.y + box.height)).toBeGreaterThanOrEqual(2 * 22 - 0.01);
    }
  });
});
