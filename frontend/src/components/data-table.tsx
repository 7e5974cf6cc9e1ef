/** A table that becomes cards on a phone; roles are written out, for CSS changes how it is displayed. */
import type { ReactNode } from "react";
import { Kana } from "./kana";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand to the right. */
  right?: boolean;
}

export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  foot,
}: {
  caption: ReactNode;
  /** The first one names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  foot?: ReactNode;
}) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: the phone's layout takes the table's roles away
    <table className="t-cards" role="table">
      <caption>
        <Kana>{caption}</Kana>
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} role="columnheader" scope="col" className={column.right ? "r" : undefined}>
              <Kana>{column.title}</Kana>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row">
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} role="rowheader" scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td
                  key={column.key}
                  role="cell"
                  data-l={column.title}
                  className={column.right ? "r num" : undefined}
                >
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
      {foot}
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  );
}
