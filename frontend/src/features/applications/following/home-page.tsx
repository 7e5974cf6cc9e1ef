/** わたしの申請: everything of one's groups, what needs one first, one button each. */
import { useQuery } from "@tanstack/react-query";
import { Banner, Empty } from "@/components/banner";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { DaysLeft, Tag } from "@/components/tag";
import { day, moment } from "@/lib/date";
import { say } from "./messages";
import { type Card, type Home, homeQuery } from "./queries";

export function HomePage() {
  return <Ready asked={useQuery(homeQuery)}>{(home) => <Cards home={home} />}</Ready>;
}

function Cards({ home }: { home: Home }) {
  const groups: [string, string, Card[]][] = [
    ["need", say.need, home.items.filter((card) => card.holder === "group")],
    ["waiting", say.waiting, home.items.filter((card) => card.holder !== "group" && !card.over)],
    ["over", say.over, home.items.filter((card) => card.over)],
  ];
  return (
    <div className="wrap">
      <PageTitle title={say.home}>
        {home.items.length > 0 ? (
          <p>
            <Kana>{say.homeLead}</Kana>
          </p>
        ) : null}
      </PageTitle>
      <div className="stack-l">
        {home.unread_messages > 0 ? (
          <Banner kind="info" title={say.unread(home.unread_messages)}>
            <p>
              <a className="link44" href="/messages">
                <Kana>{say.readMessages}</Kana>
              </a>
            </p>
          </Banner>
        ) : null}
        {home.items.length === 0 ? (
          <Empty>
            <p className="b">
              <Kana>{say.homeEmpty}</Kana>
            </p>
            <p>
              <Kana>{say.newHere}</Kana>
            </p>
            <p>
              <a className="btn btn-2" href="/#calls">
                <Kana>{say.seeRounds}</Kana>
              </a>
            </p>
          </Empty>
        ) : null}
        {groups.map(([key, title, cards]) =>
          cards.length > 0 ? (
            <section key={key} aria-labelledby={`home-${key}`} className="stack">
              <h2 id={`home-${key}`}>{title}</h2>
              <ul className="stack">
                {cards.map((card) => (
                  <li key={`${card.application} ${card.award}`}>
                    <OneCard card={card} urgent={key === "need"} />
                  </li>
                ))}
              </ul>
            </section>
          ) : null,
        )}
      </div>
    </div>
  );
}

function OneCard({ card, urgent }: { card: Card; urgent: boolean }) {
  const title = card.application === null ? say.designated : card.title || say.untitled;
  const next = card.next_action;
  return (
    <article className="card stack-s">
      <div className="row">
        <Tag look={urgent ? "check" : card.over ? "record" : "partial"}>
          {say.steps[card.step] ?? card.state_label}
        </Tag>
        {next.days_left === null ? null : <DaysLeft days={next.days_left} />}
      </div>
      <h3>{title}</h3>
      <p className="sub">
        {say.ofRound(card.group.name, card.round?.name ?? "")}
        {card.number ? <span className="num">　{say.number(card.number)}</span> : null}
      </p>
      {card.progress ? <p>{say.progress(card.progress.done, card.progress.total)}</p> : null}
      {urgent ? null : <p>{card.holder_label}</p>}
      {next.due_at ? (
        <p>
          {card.step === "continue_draft" ? say.deadline(moment(next.due_at)) : say.due(day(next.due_at))}
        </p>
      ) : null}
      {card.expected_on ? <p className="sub">{say.expected(day(card.expected_on))}</p> : null}
      <div className="btns">
        <a className={urgent && next.code !== "look" ? "btn btn-1" : "btn btn-2"} href={next.href}>
          {next.label}
          <span className="vh">{say.of(title)}</span>
        </a>
        {card.unread > 0 ? (
          <a className="btn btn-3" href={`/messages?application=${card.application}`}>
            {say.unread(card.unread)}
            <span className="vh">{say.of(title)}</span>
          </a>
        ) : null}
      </div>
    </article>
  );
}
