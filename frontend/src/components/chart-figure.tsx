/** A picture of figures: its sentence, the picture, and the same as a table; printed, both are there. */
import { type ReactNode, useState } from "react";
import { remember, remembered } from "@/lib/preferences";
import { say } from "./words";

const KEY = "machitane.charts";

export function ChartFigure({
  sentence,
  chart,
  table,
}: {
  /** Says what the picture shows; it also names the picture for those who do not see it. */
  sentence: string;
  chart: ReactNode;
  table: ReactNode;
}) {
  const [asTable, setAsTable] = useState(() => remembered(KEY) === "table");
  function turn(): void {
    remember(KEY, asTable ? "chart" : "table");
    setAsTable(!asTable);
  }
  return (
    <figure className="chart">
      <figcaption className="fig-cap">{sentence}</figcaption>
      <div className={asTable ? "paper-only" : undefined}>{chart}</div>
      <div className={asTable ? undefined : "paper-only"}>{table}</div>
      <button type="button" className="link44 mt2" onClick={turn}>
        {asTable ? say.asChart : say.asTable}
      </button>
    </figure>
  );
}
