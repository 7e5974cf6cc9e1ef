/** Before and after, with the difference in yen, as the server holds them. */

import type { components } from "@/api/schema";
import { DataTable } from "@/components/data-table";
import { day } from "@/lib/date";
import { yen } from "@/lib/yen";
import { signed } from "../budget-rows/budget-rows";
import { say } from "./messages";

type Difference = components["schemas"]["BeforeAfterOutput"];

export function Differences({ rows }: { rows: readonly Difference[] }) {
  if (rows.length === 0) return null;
  return (
    <DataTable
      caption={say.differs}
      rows={rows}
      rowKey={(row) => `${row.name} ${row.label}`}
      columns={[
        { key: "what", title: say.what, cell: (row) => say.names[row.name] ?? row.label },
        { key: "before", title: say.before, right: true, cell: (row) => shown(row.before) },
        { key: "after", title: say.after, right: true, cell: (row) => shown(row.after) },
        {
          key: "delta",
          title: say.delta,
          right: true,
          cell: (row) => (row.delta === null ? "—" : signed(row.delta)),
        },
      ]}
    />
  );
}

function shown(value: unknown): string {
  if (typeof value === "number") return yen(value);
  return typeof value === "string" ? day(value) : "—";
}
