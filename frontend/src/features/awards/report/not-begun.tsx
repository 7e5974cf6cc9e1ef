/** A report that nobody has begun: when it is due, and the button that begins it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { Banner, Empty } from "@/components/banner";
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import { DueDay, ReportTitle } from "./frame";
import { say } from "./messages";
import type { Screen } from "./parts";
import { type Kind, reportQuery } from "./report-context";

export function NotBegun({ award, kind, screen }: { award: string; kind: Kind; screen: Screen }) {
  const client = useQueryClient();
  const action = screen.report.actions.find((each) => each.verb === "start");
  const start = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/awards/{id}/report/start/", {
        params: { path: { id: award } },
        body: { kind: kind === "mid" ? "interim" : "final" },
      }),
    // Somebody else of the group may have begun it meanwhile: then it is there to be written.
    onSettled: () => client.invalidateQueries({ queryKey: reportQuery(award, kind).queryKey }),
  });
  return (
    <div className="wrap">
      <ReportTitle kind={kind} screen={screen} />
      <div className="stack-l">
        {screen.report.state === "not_due" ? (
          <Empty>
            <p>{say.notDue(day(screen.report.due_on))}</p>
          </Empty>
        ) : (
          <section className="stack">
            <DueDay screen={screen} />
            <p>
              <Kana>{say.startLead}</Kana>
            </p>
            {start.error ? <Banner kind="err" title={problemOf(start.error).message} live /> : null}
            {action?.allowed === false ? (
              <Banner kind="info" title={action.reason} />
            ) : (
              <p>
                <button type="button" className="btn btn-1" onClick={() => start.isPending || start.mutate()}>
                  <Kana>{say.start}</Kana>
                </button>
              </p>
            )}
          </section>
        )}
      </div>
    </div>
  );
}
