/** 助成の受諾と請求: what was decided and why, how it is paid, and the group's answer. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Dialog } from "@/components/dialog";
import { ErrorSummary } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Tag } from "@/components/tag";
import { day } from "@/lib/date";
import { language } from "@/lib/language";
import { problemOf } from "@/lib/problem";
import { yen } from "@/lib/yen";
import { BudgetRows } from "./budget-rows/budget-rows";
import { bodyOf, budgetErrors, standing } from "./budget-rows/rows";
import { faultsOf } from "./faults";
import { useKept } from "./kept";
import { Letters } from "./letters";
import { say as all } from "./messages";
import { PaymentPlan } from "./payment-plan";
import { type Award, awardQuery } from "./queries";
import { ReportLink } from "./report-link";

const route = getRouteApi("/awards/$id/accept");
const say = all.accept;

export function AcceptPage() {
  const { id } = route.useParams();
  return <Ready asked={useQuery(awardQuery(id))}>{(award) => <Shown id={id} award={award} />}</Ready>;
}

function Shown({ id, award }: { id: string; award: Award }) {
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: all.home, href: "/my" }, { text: say.title }]} />
      <PageTitle title={say.title} above={<p className="sub">{`${award.number}　${award.title}`}</p>}>
        <p>
          <Tag look={award.state === "offered" ? "check" : "record"}>{award.state_label}</Tag>
        </p>
      </PageTitle>
      <div className="stack-l">
        <Decided award={award} />
        <Letters award={id} />
        <PaymentPlan id={id} group={award.group.id} />
        {award.reports.map((report) => (
          <ReportLink
            key={report.id}
            award={id}
            kind={report.kind === "interim" ? "mid" : "final"}
            state={report.state}
          />
        ))}
        {award.answer ? <Answered answer={award.answer} /> : <Answer id={id} award={award} />}
        <ToChange id={id} award={award} />
      </div>
    </div>
  );
}

function Decided({ award }: { award: Award }) {
  return (
    <section className="stack">
      <dl className="dl2">
        <div>
          <dt>
            <Kana>{say.decided}</Kana>
          </dt>
          <dd className="num">{yen(award.amount)}</dd>
        </div>
        {award.requested === null ? null : (
          <div>
            <dt>
              <Kana>{say.asked}</Kana>
            </dt>
            <dd className="num">{yen(award.requested)}</dd>
          </div>
        )}
      </dl>
      {award.reasons.length > 0 ? (
        <div>
          <h2 className="h-s">
            <Kana>{say.why}</Kana>
          </h2>
          <ul className="bullets">
            {award.reasons.map((reason) => (
              <li key={reason.code}>
                {language === "en" ? reason.label_en : reason.label_ja}
                {reason.amount === null ? null : <span className="num">　{yen(reason.amount)}</span>}
                {say.meant[reason.code] ? (
                  <>
                    <br />
                    <span className="sub">
                      <Kana>{say.meant[reason.code] ?? ""}</Kana>
                    </span>
                  </>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {award.conditions ? (
        <div>
          <h2 className="h-s">
            <Kana>{say.conditions}</Kana>
          </h2>
          <p>{award.conditions}</p>
        </div>
      ) : null}
    </section>
  );
}

function Answered({ answer }: { answer: NonNullable<Award["answer"]> }) {
  const verb = answer.verb as keyof typeof say.answered;
  const when = day(answer.at);
  const title = verb === "lapse" ? say.lapsed(when) : say.answer(say.answered[verb], when, answer.by);
  return <Banner kind={verb === "accept" ? "ok" : "info"} title={title} />;
}

/** Once the award is in force, what differs from the plan is told on another screen. */
function ToChange({ id, award }: { id: string; award: Award }) {
  if (!award.actions.some((action) => action.verb === "ask_change")) return null;
  return (
    <p>
      <a className="link44" href={`/awards/${id}/change`}>
        {all.toChange}
      </a>
    </p>
  );
}

function Answer({ id, award }: { id: string; award: Award }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [budget, setBudget, forget] = useKept(`accept.${id}`, standing(award));
  const [attempt, setAttempt] = useState(0);
  const [key] = useState(() => crypto.randomUUID());
  const gap = award.budget_gap;
  const refusal = award.actions.find((action) => action.verb === "accept" && !action.allowed)?.reason;
  const again = () => {
    forget();
    return client.invalidateQueries({ queryKey: ["award", id] });
  };
  const accept = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/awards/{id}/accept/", {
        params: { path: { id } },
        // The server reads yen as people type them, and names what is wrong.
        body: {
          claim: true,
          revised_budget: gap > 0 ? bodyOf(budget) : null,
        } as unknown as { claim: boolean },
      }),
    onSuccess: again,
    onSettled: () => setAttempt((before) => before + 1),
  });
  const decline = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/awards/{id}/decline/", {
        params: { path: { id }, header: { "Idempotency-Key": key } },
        body: { reason: "" },
      }),
    onSuccess: again,
    onSettled: () => setAsking(false),
  });
  const error = accept.error ?? decline.error;
  const problem = error ? problemOf(error) : null;
  const errors = budgetErrors(faultsOf(problem), "/revised_budget", budget.rows);
  const mistakes = Object.entries(errors).map(([field, text]) => ({ field, text }));
  if (award.state !== "offered") return null;
  return (
    <section className="stack">
      <ErrorSummary mistakes={mistakes} attempt={attempt} />
      {refusal ? <Banner kind="warn" title={refusal} /> : null}
      {award.accept_by ? <p className="b">{say.until(day(award.accept_by))}</p> : null}
      {gap > 0 ? (
        <div className="stack">
          <h2>
            <Kana>{say.revise}</Kana>
          </h2>
          <p>{say.reviseHelp(yen(gap))}</p>
          <BudgetRows budget={budget} grant={award.amount} errors={errors} onChange={setBudget} />
        </div>
      ) : null}
      {problem && mistakes.length === 0 ? <Banner kind="err" live title={problem.message} /> : null}
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={() => accept.isPending || accept.mutate()}>
          <Kana>{say.acceptAndClaim}</Kana>
        </button>
        {award.application === null ? null : (
          <a className="btn btn-2" href={`/messages?application=${award.application}`}>
            <Kana>{say.ask}</Kana>
          </a>
        )}
        <button type="button" className="btn btn-3" onClick={() => setAsking(true)}>
          <Kana>{say.decline}</Kana>
        </button>
      </div>
      <Dialog title={say.sureDecline} open={asking} onClose={() => setAsking(false)}>
        <p>
          <Kana>{say.declineText}</Kana>
        </p>
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => decline.isPending || decline.mutate()}>
            <Kana>{say.decline}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setAsking(false)}>
            <Kana>{say.back}</Kana>
          </button>
        </div>
      </Dialog>
    </section>
  );
}
