/** A report as it was handed in: to read, to print, and where it goes from here. */
import { Banner } from "@/components/banner";
import { DataTable } from "@/components/data-table";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { Tag } from "@/components/tag";
import { day, moment } from "@/lib/date";
import { yen } from "@/lib/yen";
import { BudgetTable } from "./budget-table";
import { ReportTitle } from "./frame";
import { say } from "./messages";
import type { Screen } from "./parts";
import { Picture } from "./picture";
import { PublishedPhoto } from "./published-photo";
import type { Kind } from "./report-context";
import { Kept } from "./text-parts";
import { linesOf, totalsOf } from "./totals";

export function HandedIn({ award, kind, screen }: { award: string; kind: Kind; screen: Screen }) {
  const { report } = screen;
  const state = report.state as keyof typeof say.state;
  const settled = state === "accepted" || state === "fixed";
  return (
    <div className="wrap">
      <ReportTitle kind={kind} screen={screen}>
        <p>
          <Tag look={settled ? "done" : "partial"}>{report.state_label}</Tag>
        </p>
      </ReportTitle>
      <div className="stack-l">
        <Banner kind="ok" title={say.state[state] ?? report.state_label}>
          {report.submitted_at ? <p>{say.submittedAt(moment(report.submitted_at))}</p> : null}
          {report.overdue ? (
            <p>
              <Kana>{say.overdue}</Kana>
            </p>
          ) : null}
        </Banner>
        <div className="btns no-print">
          {settled && kind === "final" ? (
            <a className="btn btn-1" href={`/awards/${award}/settlement`}>
              <Kana>{say.settlement}</Kana>
            </a>
          ) : null}
          {settled ? (
            <a className="btn btn-2" href={`/projects/${award}`}>
              <Kana>{say.publicPage}</Kana>
            </a>
          ) : null}
          <button type="button" className="btn btn-3" onClick={() => print()}>
            <Icon name="print" />
            <Kana>{say.print}</Kana>
          </button>
        </div>
        <section className="stack">
          <h2>
            <Kana>{say.parts.done}</Kana>
          </h2>
          <Kept label={say.fields.text} text={report.text ?? ""} />
          <Kept
            label={say.fields.people}
            text={report.people === null || report.people === undefined ? "" : say.people(report.people)}
          />
          {report.indicators.map((indicator, at) => (
            <Kept
              key={`${indicator.name} ${indicator.target}`}
              label={indicator.name || say.result(at + 1)}
              text={report.results[at] ?? ""}
            />
          ))}
        </section>
        <Photos screen={screen} award={award} kind={kind} />
        <Receipts screen={screen} />
        <section className="stack">
          <h2>
            <Kana>{say.parts.budget}</Kana>
          </h2>
          <BudgetTable
            totals={totalsOf(
              linesOf(report.budget_actual),
              report.rows.map((row) => ({ ...row, budget_row: row.budget_row ?? null }) as never),
            )}
          />
          <Kept label={say.table.income} text={yen(report.other_income ?? 0)} />
        </section>
        <section className="stack">
          <h2>
            <Kana>{say.parts.lessons}</Kana>
          </h2>
          <Kept label={say.fields.lessons} text={report.lessons ?? ""} />
        </section>
      </div>
    </div>
  );
}

function Photos({ screen, award, kind }: { screen: Screen; award: string; kind: Kind }) {
  const photos = screen.report.files.filter((file) => file.kind === "photo");
  return (
    <section className="stack">
      <h2>
        <Kana>{say.parts.photos}</Kana>
      </h2>
      {photos.length === 0 ? (
        <p>
          <Kana>{say.none}</Kana>
        </p>
      ) : null}
      <ul className="grid-3">
        {photos.map((photo, at) => (
          <li key={photo.id} className="stack-s">
            <Picture file={photo} alt={photo.alt || say.photo.name(at + 1)} />
            {photo.alt ? <p>{photo.alt}</p> : null}
            <PublishedPhoto
              award={award}
              kind={kind}
              report={screen.report.id}
              photo={photo}
              number={at + 1}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Voucher = Screen["report"]["rows"][number];

function Receipts({ screen }: { screen: Screen }) {
  const { rows, files } = screen.report;
  const told = rows.some((row) => row.verdict !== "");
  const linked = (row: Voucher) => files.filter((file) => file.kind === "receipt" && file.row === row.key);
  return (
    <section className="stack">
      <h2>
        <Kana>{say.parts.receipts}</Kana>
      </h2>
      {rows.length === 0 ? (
        <p>
          <Kana>{say.none}</Kana>
        </p>
      ) : (
        <DataTable
          caption={say.countReceipts(rows.length)}
          rows={rows}
          rowKey={(row) => row.position}
          columns={[
            { key: "name", title: say.fields.rows, cell: (row) => say.receipt.name(row.position + 1) },
            {
              key: "date",
              title: say.receipt.date,
              cell: (row) => (row.paid_on ? day(row.paid_on) : say.nothing),
            },
            { key: "payee", title: say.receipt.payee, cell: (row) => row.payee || say.nothing },
            { key: "line", title: say.receipt.line, cell: (row) => row.category },
            { key: "amount", title: say.receipt.amount, right: true, cell: (row) => yen(row.amount) },
            {
              key: "files",
              title: say.fields.files,
              cell: (row) =>
                linked(row).length === 0
                  ? say.none
                  : linked(row).map((file) => (
                      <a key={file.id} className="link44" href={file.url}>
                        {file.name}
                      </a>
                    )),
            },
            ...(told
              ? [
                  {
                    key: "verdict",
                    title: say.receipt.verdict,
                    cell: (row: Voucher) => `${row.verdict_label}　${row.verdict_reason}`,
                  },
                  {
                    key: "accepted",
                    title: say.receipt.accepted,
                    right: true,
                    cell: (row: Voucher) => yen(row.accepted ?? 0),
                  },
                ]
              : []),
          ]}
        />
      )}
    </section>
  );
}
