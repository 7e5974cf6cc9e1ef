/** Money on its way from left to right; on a narrow screen a list with bars says the same. */
import { useId } from "react";
import { yen } from "@/lib/yen";
import { ChartFigure } from "./chart-figure";
import { DataTable } from "./data-table";
import { type Flow, type Flows, gathered, type Picture, percentOfAll, pictureOf } from "./sankey-layout";
import { say } from "./words";

export function Sankey({
  sentence,
  caption,
  nodes,
  flows,
  total,
}: Flows & { sentence: string; caption: string; total: number }) {
  const named = new Map(nodes.map((node) => [node.id, node.label]));
  const few = gathered({ nodes, flows }, say.flow.rest);
  return (
    <ChartFigure
      sentence={sentence}
      chart={
        <>
          <Drawing picture={pictureOf(few)} sentence={sentence} />
          <Bars {...few} total={total} />
        </>
      }
      table={
        <DataTable<Flow>
          caption={caption}
          columns={[
            { key: "from", title: say.flow.from, cell: (flow) => named.get(flow.from) },
            { key: "to", title: say.flow.to, cell: (flow) => named.get(flow.to) },
            { key: "amount", title: say.flow.amount, right: true, cell: (flow) => yen(flow.amount) },
            {
              key: "share",
              title: say.flow.share,
              right: true,
              cell: (flow) => percentOfAll(flow.amount, total),
            },
          ]}
          rows={flows}
          rowKey={(flow) => `${flow.from}-${flow.to}`}
        />
      }
    />
  );
}

function Drawing({ picture, sentence }: { picture: Picture; sentence: string }) {
  const pattern = useId();
  return (
    <svg
      className="sankey"
      viewBox={`0 0 ${picture.width} ${picture.height}`}
      role="img"
      aria-label={sentence}
      focusable="false"
    >
      <defs>
        <Hatch id={`${pattern}-project`} turn={45} />
        <Hatch id={`${pattern}-other`} turn={-45} />
      </defs>
      {picture.bands.map((band) => (
        <path
          key={band.key}
          className={`band band-${band.kind}`}
          d={band.path}
          fill={
            band.kind === "project" || band.kind === "other" ? `url(#${pattern}-${band.kind})` : undefined
          }
        />
      ))}
      {picture.boxes.map((box) => {
        const first = box.node.column === 0;
        const end = box.node.kind === "project" || box.node.kind === "other";
        const rows = [...box.lines, yen(box.amount)].map((text, at) => ({ text, down: at * picture.line }));
        // The last column's words stand to the right of it; the others' above, where there is no band.
        const x = end ? box.x + box.width + 8 : box.x;
        const y = end
          ? box.y + box.height / 2 - ((rows.length - 1) * picture.line) / 2 + 6
          : box.y - rows.length * picture.line + 12;
        return (
          <g key={box.node.id}>
            <rect className="node" x={box.x} y={box.y} width={box.width} height={box.height} />
            <text x={x} y={y} className={first ? "b" : undefined}>
              {rows.map((row) => (
                <tspan key={row.down} x={x} y={y + row.down}>
                  {row.text}
                </tspan>
              ))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function Hatch({ id, turn }: { id: string; turn: number }) {
  return (
    <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform={`rotate(${turn})`}>
      <rect className="hatch-ground" width="8" height="8" />
      <rect className="hatch-line" width="2" height="8" />
    </pattern>
  );
}

function Bars({ nodes, flows, total }: Flows & { total: number }) {
  const named = new Map(nodes.map((node) => [node.id, node]));
  return (
    <ul className="flow-bars stack">
      {flows.map((flow) => (
        <li key={`${flow.from}-${flow.to}`}>
          <p>
            {say.flow.way(named.get(flow.from)?.label ?? "", named.get(flow.to)?.label ?? "")}
            <b className="num">{yen(flow.amount)}</b>
          </p>
          <svg className="bar bar-s" height="12" aria-hidden="true" focusable="false">
            <rect width="100%" height="12" rx="2" fill="#fff" stroke="#666" />
            <rect
              width={`${total > 0 ? (flow.amount * 100) / total : 0}%`}
              height="12"
              rx="2"
              fill="#197a4b"
            />
          </svg>
        </li>
      ))}
    </ul>
  );
}
