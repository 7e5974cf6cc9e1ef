/** 事務局とのやりとり: a thread for each application. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { api, read } from "@/api/client";
import { Empty } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Tag } from "@/components/tag";
import { day, moment } from "@/lib/date";
import { queries } from "@/lib/queries";
import { site } from "@/lib/site";
import { say } from "./messages";
import { homeQuery, statusQuery } from "./queries";
import { type Message, messagesQuery, type Thread, threadsQuery } from "./thread-queries";
import { WriteMessage } from "./write-message";

const route = getRouteApi("/messages");

export function MessagesPage() {
  const { application } = route.useSearch();
  return application === undefined ? <Threads /> : <OneThread key={application} application={application} />;
}

function Threads() {
  return (
    <Ready asked={useQuery(threadsQuery)}>
      {(threads) => (
        <div className="wrap">
          <PageTitle title={say.messages} />
          <div className="stack-l">
            {threads.length === 0 ? (
              <Empty>
                <p className="b">
                  <Kana>{say.noMessages}</Kana>
                </p>
                <p>
                  <Kana>{say.noMessagesHelp}</Kana>
                </p>
              </Empty>
            ) : (
              <section className="stack" aria-label={say.threads}>
                <ul className="stack">
                  {threads.map((thread) => (
                    <li key={thread.application.id}>
                      <ThreadCard thread={thread} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <OfficeHours />
          </div>
        </div>
      )}
    </Ready>
  );
}

function ThreadCard({ thread }: { thread: Thread }) {
  const { application, last } = thread;
  return (
    <article className="card stack-s">
      <div className="row">
        <h2 className="h-s">
          <a className="link44" href={`/messages?application=${application.id}`}>
            {application.title}
          </a>
        </h2>
        {thread.unread > 0 ? <Tag look="check">{say.new(thread.unread)}</Tag> : null}
      </div>
      <p className="sub">
        {say.ofRound(application.group.name, application.round.name)}
        <span className="num">　{say.number(application.number)}</span>
      </p>
      <p>
        <b>
          {last.author_name}（{say.side[last.author_side]}）
        </b>
        　<span className="sub">{moment(last.sent_at)}</span>
      </p>
      <p className="clip">{last.body}</p>
      {thread.expected_reply_on ? <p className="sub">{say.replyBy(day(thread.expected_reply_on))}</p> : null}
    </article>
  );
}

function OneThread({ application }: { application: number }) {
  const status = useQuery(statusQuery(String(application)));
  return (
    <Ready asked={status}>
      {(shown) => (
        <div className="wrap">
          <Crumbs
            crumbs={[{ text: say.messagesMenu, href: "/messages" }, { text: shown.title || say.untitled }]}
          />
          <PageTitle
            typed
            title={shown.title || say.untitled}
            above={
              <p className="sub">
                <Kana>{say.messages}</Kana>
              </p>
            }
          >
            <p className="sub">
              {shown.number ? <span className="num">{say.number(shown.number)}　</span> : null}
              <a className="link44" href={`/apply/${application}/status`}>
                <Kana>{say.seeStatus}</Kana>
              </a>
            </p>
          </PageTitle>
          <div className="cols">
            <div className="stack-l">
              <Lines application={application} />
              {shown.number ? (
                <WriteMessage application={application} />
              ) : (
                <p>
                  <Kana>{say.noMessagesHelp}</Kana>
                </p>
              )}
            </div>
            <aside aria-label={say.hours("")}>
              <OfficeHours application={application} />
            </aside>
          </div>
        </div>
      )}
    </Ready>
  );
}

function Lines({ application }: { application: number }) {
  const asked = useInfiniteQuery(messagesQuery(application));
  const messages = (asked.data?.pages ?? []).flatMap((page) => page.results).reverse();
  const newest = messages.findLast((message) => message.author_side === "office");
  useEffect(() => {
    if (!newest) return;
    const path = { id: String(application) };
    void read(
      api.POST("/api/v1/applications/{id}/messages/read/", { params: { path }, body: { upto: newest.id } }),
    )
      .then(() => queries.invalidateQueries({ queryKey: homeQuery.queryKey }))
      .catch(() => undefined);
  }, [application, newest]);
  return (
    <Ready asked={asked}>
      {() => (
        <section className="stack" aria-label={say.messages}>
          {asked.hasNextPage ? (
            <p>
              <button type="button" className="btn btn-2" onClick={() => void asked.fetchNextPage()}>
                <Kana>{say.older}</Kana>
              </button>
            </p>
          ) : null}
          {messages.length === 0 ? (
            <Empty>
              <p className="b">
                <Kana>{say.noMessages}</Kana>
              </p>
            </Empty>
          ) : (
            <ol className="talk">
              {messages.map((message) => (
                <li key={message.id} className={message.author_side === "group" ? "talk-own" : undefined}>
                  <Line message={message} application={application} />
                </li>
              ))}
            </ol>
          )}
        </section>
      )}
    </Ready>
  );
}

function Line({ message, application }: { message: Message; application: number }) {
  const name = message.own ? say.you : message.author_name;
  return (
    <article className="stack-s">
      <p>
        <b>
          {name}（{say.side[message.author_side]}）
        </b>
        　<span className="sub">{moment(message.sent_at)}</span>
      </p>
      <p className="written">{message.body}</p>
      {message.files.length > 0 ? (
        <ul className="files">
          {message.files.map((file) => (
            <li key={file.id} className="row">
              <a className="link44 row-i" href={`/api/v1/applications/${application}/documents/${file.id}/`}>
                <Icon name="file" />
                {file.name}
              </a>
              <Tag
                look={file.scan_state === "infected" || file.scan_state === "unreadable" ? "late" : "record"}
              >
                {file.scan_label}
              </Tag>
            </li>
          ))}
        </ul>
      ) : null}
      {message.own ? (
        <p className="sub">{message.read_at ? say.read(moment(message.read_at)) : say.unreadYet}</p>
      ) : null}
    </article>
  );
}

/** When the office is open, and by when it answers what waits. */
function OfficeHours({ application }: { application?: number }) {
  const threads = useQuery(threadsQuery).data ?? [];
  const thread = threads.find((one) => one.application.id === application);
  const { fund } = site;
  return (
    <div className="panel stack-s">
      {thread?.expected_reply_on ? <p className="b">{say.replyBy(day(thread.expected_reply_on))}</p> : null}
      {fund?.hours ? <p>{say.hours(fund.hours)}</p> : null}
      {fund?.phone ? <p>{say.byPhone(fund.phone)}</p> : null}
    </div>
  );
}
