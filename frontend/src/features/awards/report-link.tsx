/** The way to a report that the group has to write, or to mend. */
import { say as all } from "./messages";

const say = all.report;

export function ReportLink({
  award,
  kind,
  state,
}: {
  award: string;
  kind: "mid" | "final";
  state: string | null;
}) {
  const does = state === "returned" ? say.mend : state === "due" || state === "draft" ? say.write : null;
  if (does === null) return null;
  return (
    <p>
      <a className="btn btn-1" href={`/awards/${award}/report/${kind}`}>
        {does[kind]}
      </a>
    </p>
  );
}
