/** A11 内容の確認: everything as it is stored, what is missing on top, and 提出する. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Fragment, useEffect, useRef, useState } from "react";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Dialog } from "@/components/dialog";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { say as parts } from "@/components/words";
import { clock, day, moment } from "@/lib/date";
import { forgetDraft } from "@/lib/draft/page";
import { now } from "@/lib/server-clock";
import { site } from "@/lib/site";
import { yen } from "@/lib/yen";
import { answersOf } from "./answers";
import { formQuery, useForm } from "./form-context";
import { useWritingAt } from "./form-frame";
import { say } from "./messages";
import { Conflicts, DraftState } from "./saving";
import { placeId } from "./step-frame";
import { type Outcome, submit } from "./submit";
import { faultText, labelOf, TASKS, taskOf, textAt } from "./tasks";

export function CheckPage() {
  const { id, draft, screen } = useForm();
  useWritingAt("check", draft.engine);
  const title = textAt(draft.data, "title") || say.untitled;
  const params = { id: String(id) };
  return (
    <div className="wrap">
      <Crumbs
        crumbs={[
          { text: say.mine, link: { to: "/my" } },
          { text: title, link: { to: "/apply/$id", params } },
          { text: say.check.title },
        ]}
      />
      <PageTitle title={say.check.title}>
        <DraftState />
      </PageTitle>
      <div className="stack-l">
        <Conflicts />
        <Missing />
        {TASKS.map((task) => (
          <section key={task} className="stack-s" aria-labelledby={`s-${task}`}>
            <div className="row">
              <h2 id={`s-${task}`}>
                <Kana>{say.tasks[task]}</Kana>
              </h2>
              <Link className="link44" to={`/apply/$id/${task}`} params={params}>
                {say.check.change}
                <span className="vh">（{say.tasks[task]}）</span>
              </Link>
            </div>
            <dl className="dl">
              {answersOf(task, screen, draft.data).map((item) => (
                <Fragment key={item.key}>
                  <dt>{item.label}</dt>
                  <dd className="pre">{item.value || <span className="sub">{say.check.empty}</span>}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
        <Aloud />
        <Submit />
      </div>
    </div>
  );
}

function Missing() {
  const { id, draft, screen, faults } = useForm();
  if (faults.length === 0) return <Banner kind="ok" title={say.check.nothing} />;
  return (
    <section className="errsum" aria-labelledby="missing">
      <h2 id="missing">{say.check.lacking(faults.length)}</h2>
      <ul>
        {faults.map((fault) => {
          const task = taskOf(fault.pointer);
          const text = `${labelOf(fault.pointer, screen, draft.data) || say.check.other}：${faultText(fault)}`;
          return (
            <li key={`${fault.pointer} ${fault.code} ${text}`}>
              {task ? (
                <Link
                  className="link44"
                  to={`/apply/$id/${task}`}
                  params={{ id: String(id) }}
                  search={{ mend: true } as never}
                  hash={placeId(fault.pointer, draft.data)}
                >
                  {text}
                </Link>
              ) : (
                text
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The few things that are worth saying aloud before one lets go. */
function Aloud() {
  const { draft, screen } = useForm();
  const asked = Number(textAt(draft.data, "requested").normalize("NFKC").replace(/[^\d]/g, ""));
  const account = screen.group.account;
  return (
    <section className="panel stack-s" aria-labelledby="aloud">
      <h2 id="aloud" className="h-s">
        <Kana>{say.check.aloud}</Kana>
      </h2>
      <dl className="dl">
        <dt>
          <Kana>{say.check.asked}</Kana>
        </dt>
        <dd className="num b">{asked > 0 ? yen(asked) : say.check.empty}</dd>
        <dt>
          <Kana>{say.check.period}</Kana>
        </dt>
        <dd>
          {day(screen.form.project_from)}〜{day(screen.form.project_to)}
        </dd>
        <dt>
          <Kana>{say.check.account}</Kana>
        </dt>
        <dd className="num">{account ? account.number.slice(-3) : say.check.noAccount}</dd>
      </dl>
    </section>
  );
}

function Submit() {
  const { id, me, draft, profile, screen } = useForm();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Unreceived | null>(null);
  const under = useRef(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const until = screen.application.extension?.approved
    ? screen.application.extension.until
    : screen.round.closes_at;

  const send = async () => {
    if (under.current) return;
    under.current = true;
    setBusy(true);
    setOutcome(null);
    const found = await submit(id, draft.engine, profile.engine, me, screen.application.state === "returned");
    if (found.kind === "received") {
      await draft.engine.stop();
      await forgetDraft(me.id, `application/${id}`);
      client.removeQueries({ queryKey: formQuery(id).queryKey });
      await navigate({ to: "/apply/$id/receipt", params: { id: String(id) } } as never);
      return;
    }
    setOutcome(found);
    setBusy(false);
    setOpen(false);
    under.current = false;
  };

  return (
    <section className="stack">
      <p>
        {say.deadline}　<b>{moment(until)}</b>
      </p>
      <ServerClock />
      {outcome ? <Refusal outcome={outcome} /> : null}
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={() => setOpen(true)}>
          <Kana>{say.check.submit}</Kana>
        </button>
        <Link className="btn btn-2" to="/apply/$id" params={{ id: String(id) }}>
          <Kana>{parts.back}</Kana>
        </Link>
      </div>
      <Dialog title={say.check.ask} open={open} onClose={() => (busy ? undefined : setOpen(false))}>
        <p>
          <Kana>{say.check.rule}</Kana>
        </p>
        {busy ? (
          <p role="status" className="b">
            <Kana>{say.check.submitting}</Kana>
          </p>
        ) : null}
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => void send()}>
            <Kana>{say.check.submit}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => (busy ? undefined : setOpen(false))}>
            <Kana>{parts.back}</Kana>
          </button>
        </div>
      </Dialog>
    </section>
  );
}

type Unreceived = Exclude<Outcome, { kind: "received" }>;

function Refusal({ outcome }: { outcome: Unreceived }) {
  if (outcome.kind === "unsent") return <Banner kind="err" title={say.check.notSent} live />;
  if (outcome.kind === "conflicts") return <Banner kind="err" title={say.check.conflicts} live />;
  return (
    <Banner kind="err" title={outcome.problem.message} live>
      {outcome.problem.faults.length > 0 ? (
        <ul className="list">
          {outcome.problem.faults.map((fault) => (
            <li key={`${fault.pointer} ${fault.code}`}>{fault.text}</li>
          ))}
        </ul>
      ) : null}
      <p>
        {say.check.kept}
        {site.fund?.phone ? (
          <>
            {say.check.call}
            <a className="tel num" href={`tel:${site.fund.phone.replaceAll("-", "")}`}>
              {site.fund.phone}
            </a>
          </>
        ) : null}
      </p>
    </Banner>
  );
}

/** The time by which the deadline is judged. */
function ServerClock() {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return <p className="sub num">{say.check.now(clock(at))}</p>;
}
