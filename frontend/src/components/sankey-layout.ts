/** Where the bands of a flow run. Integer yen in, places out; what adds up before adds up after. */
import { sankey, sankeyJustify } from "d3-sankey";

export interface FlowNode {
  id: string;
  label: string;
  /** Columns from left to right: 0 is where it comes from. */
  column: number;
  kind: "source" | "pot" | "project" | "other";
}

export interface Flow {
  from: string;
  to: string;
  amount: number;
}

export interface Flows {
  nodes: FlowNode[];
  flows: Flow[];
}

const MOST = 12;
const REST = "rest";

/** At most twelve ends a column: the smallest of what is more go together under `rest`. */
export function gathered({ nodes, flows }: Flows, rest: string): Flows {
  const last = Math.max(...nodes.map((node) => node.column));
  const into = new Map<string, number>();
  for (const flow of flows) into.set(flow.to, (into.get(flow.to) ?? 0) + flow.amount);
  const ends = nodes.filter((node) => node.column === last);
  if (ends.length <= MOST) return { nodes, flows };
  const kept = new Set(
    [...ends]
      .sort((one, other) => (into.get(other.id) ?? 0) - (into.get(one.id) ?? 0))
      .slice(0, MOST - 1)
      .map((node) => node.id),
  );
  const small = new Set(ends.filter((node) => !kept.has(node.id)).map((node) => node.id));
  const sums = new Map<string, number>();
  for (const flow of flows)
    if (small.has(flow.to)) sums.set(flow.from, (sums.get(flow.from) ?? 0) + flow.amount);
  return {
    nodes: [
      ...nodes.filter((node) => !small.has(node.id)),
      { id: REST, label: rest, column: last, kind: "other" },
    ],
    flows: [
      ...flows.filter((flow) => !small.has(flow.to)),
      ...[...sums].map(([from, amount]) => ({ from, to: REST, amount })),
    ],
  };
}

/** Whole tenths of a percent, cut: 4.2. */
export function percentOfAll(amount: number, all: number): string {
  const tenths = all > 0 ? Math.floor((amount * 1000) / all) : 0;
  return `${Math.floor(tenths / 10)}${tenths % 10 ? `.${tenths % 10}` : ""}%`;
}

/** A label in lines of at most `width` letters; nothing is cut off. */
export function lines(label: string, width: number): string[] {
  const letters = [...label];
  const found: string[] = [];
  for (let at = 0; at < letters.length; at += width) found.push(letters.slice(at, at + width).join(""));
  return found.length > 0 ? found : [""];
}

export interface Box {
  node: FlowNode;
  amount: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Band {
  key: string;
  kind: FlowNode["kind"];
  path: string;
}

const LETTERS = 15;
const LINE = 22;
const HEAD = 3 * LINE;
const WIDTH = 672;
const LABELS = 264;

export interface Picture {
  width: number;
  height: number;
  line: number;
  boxes: (Box & { lines: string[] })[];
  bands: Band[];
}

export function pictureOf({ nodes, flows }: Flows): Picture {
  const last = Math.max(...nodes.map((node) => node.column));
  const ends = nodes.filter((node) => node.column === last);
  const tallest = Math.max(...ends.map((node) => lines(node.label, LETTERS).length + 1));
  const padding = tallest * LINE;
  const height = HEAD + 96 + (ends.length - 1) * padding + padding / 2;
  const laid = sankey<FlowNode, { amount: number; kind: FlowNode["kind"] }>()
    .nodeId((node) => node.id)
    .nodeAlign(sankeyJustify)
    // As given: the order of the list and of the table.
    .nodeSort(() => 0)
    .linkSort(() => 0)
    .nodeWidth(16)
    .nodePadding(padding)
    .extent([
      [1, HEAD],
      [WIDTH - LABELS, height - padding / 2],
    ])({
    nodes: nodes.map((node) => ({ ...node })),
    links: flows.map((flow) => ({
      source: flow.from,
      target: flow.to,
      value: flow.amount,
      amount: flow.amount,
      kind: nodes.find((node) => node.id === flow.to)?.kind ?? "other",
    })),
  });
  return {
    width: WIDTH,
    height,
    line: LINE,
    boxes: laid.nodes.map((node) => ({
      node,
      amount: node.value ?? 0,
      x: node.x0 ?? 0,
      y: node.y0 ?? 0,
      width: 16,
      height: Math.max((node.y1 ?? 0) - (node.y0 ?? 0), 2),
      lines: lines(node.label, LETTERS),
    })),
    bands: laid.links.map((link) => ({
      key: `${place(link.source).id}-${place(link.target).id}`,
      kind: link.kind,
      path: band(
        place(link.source).x1 ?? 0,
        place(link.target).x0 ?? 0,
        link.y0 ?? 0,
        link.y1 ?? 0,
        link.width ?? 0,
      ),
    })),
  };
}

type Laid = FlowNode & { x0?: number | undefined; x1?: number | undefined };

function place(end: Laid | string | number): Laid {
  if (typeof end === "object") return end;
  throw new Error("The layout has not been made.");
}

function band(x0: number, x1: number, y0: number, y1: number, width: number): string {
  const half = Math.max(width, 2) / 2;
  const middle = (x0 + x1) / 2;
  return [
    `M${x0},${y0 - half}`,
    `C${middle},${y0 - half} ${middle},${y1 - half} ${x1},${y1 - half}`,
    `L${x1},${y1 + half}`,
    `C${middle},${y1 + half} ${middle},${y0 + half} ${x0},${y0 + half}`,
    "Z",
  ].join("");
}
