/** 予算と実績: what was planned and what was spent, line by line. */
import { DataTable } from "@/components/data-table";
import { Kana } from "@/components/kana";
import { yen } from "@/lib/yen";
import { say } from "./messages";
import type { Totals } from "./totals";

interface TableRow {
  key: string;
  name: string;
  planned: number;
  actual: number;
}

export function BudgetTable({ totals }: { totals: Totals }) {
  const rows: TableRow[] = totals.lines.map(({ line, actual }, at) => ({
    key: `${line.id ?? at}`,
    name: line.description ? `${line.category}（${line.description}）` : line.category,
    planned: line.planned,
    actual,
  }));
  if (totals.outside > 0) {
    rows.push({ key: "outside", name: say.table.outside, planned: 0, actual: totals.outside });
  }
  return (
    <DataTable
      caption={say.table.caption}
      rows={rows}
      rowKey={(row) => row.key}
      columns={[
        { key: "line", title: say.table.line, cell: (row) => row.name },
        { key: "planned", title: say.table.planned, right: true, cell: (row) => yen(row.planned) },
        { key: "actual", title: say.table.actual, right: true, cell: (row) => yen(row.actual) },
        {
          key: "difference",
          title: say.table.difference,
          right: true,
          cell: (row) => yen(row.planned - row.actual),
        },
      ]}
      foot={
        // biome-ignore-start lint/a11y/noRedundantRoles: the phone's layout takes the table's roles away
        <tfoot role="rowgroup">
          <tr role="row" className="total">
            <th role="rowheader" scope="row">
              <Kana>{say.table.total}</Kana>
            </th>
            <td role="cell" className="r num" data-l={say.table.planned}>
              {yen(totals.planned)}
            </td>
            <td role="cell" className="r num" data-l={say.table.actual}>
              {yen(totals.total)}
            </td>
            <td role="cell" className="r num" data-l={say.table.difference}>
              {yen(totals.planned - totals.total)}
            </td>
          </tr>
        </tfoot>
        // biome-ignore-end lint/a11y/noRedundantRoles: see above
      }
    />
  );
}
