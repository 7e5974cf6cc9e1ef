/** Earlier requests: what was asked, how it stands, and the office's words. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import { Tag } from "@/components/tag";
import { day } from "@/lib/date";
import { problemOf } from "@/lib/problem";
import type { Award } from "../queries";
import { Differences } from "./differences";
import { say } from "./messages";

type Change = Award["changes"][number];

export function History({ id, changes }: { id: string; changes: readonly Change[] }) {
  return (
    <section className="stack" aria-labelledby="changes">
      <h2 id="changes">
        <Kana>{say.history}</Kana>
      </h2>
      {changes.length === 0 ? (
        <p>
          <Kana>{say.none}</Kana>
        </p>
      ) : null}
      {[...changes].reverse().map((change) => (
        <Earlier key={change.id} id={id} change={change} />
      ))}
    </section>
  );
}

function Earlier({ id, change }: { id: string; change: Change }) {
  return (
    <article className="panel stack">
      <h3 className="row-i">
        {kindOf(change)}
        <Tag look={LOOKS[change.state] ?? "record"}>{change.state_label}</Tag>
      </h3>
      <p className="sub">{say.asked(day(change.asked_at), change.asked_by)}</p>
      <p>{change.reason}</p>
      <Differences rows={change.before_after} />
      {change.decided_at ? <p className="sub">{say.decided(day(change.decided_at))}</p> : null}
      {change.decision_reason ? (
        <p>
          <b>{say.office}</b>
          <br />
          {change.decision_reason}
        </p>
      ) : null}
      {change.actions.some((action) => action.verb === "withdraw" && action.allowed) ? (
        <Withdraw id={id} change={change} />
      ) : null}
    </article>
  );
}

const LOOKS: Readonly<Record<string, "done" | "check" | "partial" | "record">> = {
  asked: "partial",
  prepared: "partial",
  noted: "done",
  approved: "done",
  refused: "check",
};

/** In the words of the choice above. */
function kindOf(change: Change): string {
  if (change.kind === "abolition") return say.kinds.abolition;
  const names: Readonly<Record<string, string>> = say.kinds;
  return names[change.about] ?? change.about_label;
}

function Withdraw({ id, change }: { id: string; change: Change }) {
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/award-changes/{id}/withdraw/", {
          params: { path: { id: String(change.id) } },
          body: {},
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["award", id] }),
  });
  return (
    <div className="stack-s">
      {withdraw.error ? <Banner kind="err" live title={problemOf(withdraw.error).message} /> : null}
      <p>
        <button
          type="button"
          className="btn btn-2 btn-m"
          onClick={() => withdraw.isPending || withdraw.mutate()}
        >
          <Kana>{say.withdraw}</Kana>
        </button>
      </p>
    </div>
  );
}
