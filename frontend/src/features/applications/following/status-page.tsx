/** 申請の状況: stage by stage, whose turn it is, and the one thing to do next. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Crumbs } from "@/components/crumbs";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Tag } from "@/components/tag";
import { day } from "@/lib/date";
import { yen } from "@/lib/yen";
import { Leaving } from "./leaving";
import { say } from "./messages";
import { type Status, statusQuery } from "./queries";
import { Way } from "./way";

const route = getRouteApi("/apply/$id/status");

export function StatusPage() {
  const { id } = route.useParams();
  return <Ready asked={useQuery(statusQuery(id))}>{(status) => <Shown status={status} />}</Ready>;
}

function Shown({ status }: { status: Status }) {
  const title = status.title || say.untitled;
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.home, href: "/my" }, { text: title }]} />
      <PageTitle
        title={title}
        typed
        above={
          <p className="sub">
            {status.number ? <span className="num">{say.number(status.number)}　</span> : null}
            {status.round.name}　{status.department.name}
          </p>
        }
      >
        <p>
          <Tag look={look(status.state)}>{status.state_label}</Tag>
        </p>
      </PageTitle>
      <div className="cols">
        <div className="stack-l">
          <section aria-labelledby="way">
            <h2 className="mb4" id="way">
              <Kana>{say.status}</Kana>
            </h2>
            <Way stages={status.stages}>
              <Next status={status} />
            </Way>
          </section>
          <Leaving status={status} />
        </div>
        <aside className="stack-l" aria-label={say.papers}>
          {status.feedback ? <Feedback status={status} feedback={status.feedback} /> : null}
          <Papers status={status} />
        </aside>
      </div>
    </div>
  );
}

function look(state: string): "done" | "check" | "record" | "partial" {
  if (state === "approved") return "done";
  if (state === "returned") return "check";
  return ["declined", "ineligible", "withdrawn"].includes(state) ? "record" : "partial";
}

function Next({ status }: { status: Status }) {
  const next = status.primary_action;
  return (
    <div className="btns mt4">
      {next ? (
        <a className="btn btn-1" href={next.href}>
          {next.label}
        </a>
      ) : null}
      {status.award !== null && isRunning(status) ? (
        <a className="btn btn-3" href={`/awards/${status.award}/change`}>
          <Kana>{say.change}</Kana>
        </a>
      ) : null}
      {status.number ? (
        <a className="btn btn-3" href={`/messages?application=${status.application}`}>
          <Kana>{say.talk}</Kana>
        </a>
      ) : null}
    </div>
  );
}

/** Accepted, and not reported yet: what differs from the plan can be told. */
function isRunning(status: Status): boolean {
  const done = (code: string) => status.stages.some((stage) => stage.code === code && stage.state === "done");
  return done("claim") && !done("report");
}

function Feedback({ status, feedback }: { status: Status; feedback: NonNullable<Status["feedback"]> }) {
  return (
    <section className="panel stack" aria-labelledby="result">
      <h2 className="h-l" id="result">
        <Kana>{say.result}</Kana>
      </h2>
      <p className="big">{feedback.outcome_label}</p>
      {feedback.stage ? <p>{say.stageFailed(feedback.stage)}</p> : null}
      {feedback.waitlist_position ? <p>{say.position(feedback.waitlist_position)}</p> : null}
      <dl className="dl2">
        {feedback.amount > 0 ? (
          <>
            <div>
              <dt>
                <Kana>{say.granted}</Kana>
              </dt>
              <dd className="num">{yen(feedback.amount)}</dd>
            </div>
            <div>
              <dt>
                <Kana>{say.asked}</Kana>
              </dt>
              <dd className="num">{yen(feedback.requested)}</dd>
            </div>
          </>
        ) : null}
        {feedback.score ? (
          <div>
            <dt>
              <Kana>{say.score}</Kana>
            </dt>
            <dd className="num">{feedback.score}</dd>
          </div>
        ) : null}
        {feedback.criterion_means.map((row) => (
          <div key={row.name}>
            <dt>{row.name}</dt>
            <dd className="num">{row.mean}</dd>
          </div>
        ))}
      </dl>
      {feedback.rank ? (
        <p className="sub">
          {status.department.name}　{say.rank(feedback.rank)}
        </p>
      ) : null}
      {feedback.conditions ? (
        <p>
          <b>{say.conditions}</b>
          <br />
          {feedback.conditions}
        </p>
      ) : null}
      <p>
        <a className="link44" href={`/messages?application=${status.application}`}>
          <Kana>{say.consult}</Kana>
        </a>
      </p>
    </section>
  );
}

function Papers({ status }: { status: Status }) {
  if (status.papers.length === 0) return null;
  return (
    <section className="stack-s" aria-labelledby="papers">
      <h2 className="h-s" id="papers">
        <Kana>{say.papers}</Kana>
      </h2>
      <ul className="files">
        {status.papers.map((paper) => (
          <li key={paper.url}>
            <a className="link44 row-i" href={paper.url}>
              <Icon name="file" />
              {say.pdf(paper.title)}
            </a>
            <br />
            {paper.issued_on ? <span className="sub">{say.issued(day(paper.issued_on))}</span> : null}
          </li>
        ))}
      </ul>
      <p>
        <a className="link44" href={`/apply/${status.application}/receipt`}>
          <Kana>{say.seeReceipt}</Kana>
        </a>
      </p>
    </section>
  );
}
