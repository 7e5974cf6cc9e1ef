import { expect, it } from "vitest";
import type { Story } from "./giving-api";
import { flowsOf } from "./journey-flows";

const share = (kind: string, label: string, amount: number): Story["shares"][number] => ({
  kind,
  label,
  amount,
  project_id: null,
  group: "",
  decided_on: null,
  paid_on: null,
  reported_on: null,
  report_due_on: null,
  before: null,
  after: null,
  drawn: null,
  photo: null,
});

it("sends on as much as came in", () => {
  const story = {
    amount: 10_000,
    not_in: 0,
    left: 1_000,
    shares: [share("award", "緑道", 4_200), share("award", "文庫", 3_800), share("fee", "", 1_000)],
  } as unknown as Story;
  const { nodes, flows } = flowsOf(story, {
    gift: "寄附",
    pot: "一般",
    left: "これから",
    part: (each) => each.label,
  });
  const into = flows.filter((flow) => flow.to === "pot").reduce((sum, flow) => sum + flow.amount, 0);
  const out = flows.filter((flow) => flow.from === "pot").reduce((sum, flow) => sum + flow.amount, 0);
  expect([into, out]).toEqual([10_000, 10_000]);
  expect(nodes.map((node) => node.kind)).toEqual(["source", "pot", "project", "project", "other", "other"]);
});
