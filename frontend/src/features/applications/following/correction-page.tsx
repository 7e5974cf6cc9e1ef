/** 補正: only what the office asked for, each as filed and as mended beside each other; the rest to read. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Loading, Ready } from "@/components/states";
import { DaysLeft, Tag } from "@/components/tag";
import { day } from "@/lib/date";
import { draftOf } from "@/lib/draft/page";
import { useDraft } from "@/lib/draft/use-draft";
import { type Me, useMe } from "@/lib/me";
import { site } from "@/lib/site";
import { AnswerForm, SavedLine } from "./answer-form";
import { Value } from "./form-value";
import { say } from "./messages";
import { Postpone } from "./postpone";
import { type Correction, correctionQuery } from "./queries";

const route = getRouteApi("/apply/$id/correction/$number");

export function CorrectionPage() {
  const { id, number } = route.useParams();
  const me = useMe();
  return (
    <Ready asked={useQuery(correctionQuery(id, number))}>
      {(correction) => {
        const resubmit = correction.actions.find((action) => action.verb === "resubmit");
        if (correction.state === "open" && resubmit?.allowed && me) {
          return <Writing correction={correction} me={me} />;
        }
        return (
          <Page correction={correction}>
            <Closed correction={correction} reason={resubmit?.reason ?? ""} />
            <Items correction={correction} />
          </Page>
        );
      }}
    </Ready>
  );
}

function Writing({ correction, me }: { correction: Correction; me: Me }) {
  const draft = useDraft(draftOf(correction.application), me);
  if (!draft?.ready) return <Loading />;
  return (
    <Page correction={correction} saved={<SavedLine draft={draft} />}>
      <AnswerForm correction={correction} draft={draft} person={me} />
    </Page>
  );
}

function Page({
  correction,
  saved,
  children,
}: {
  correction: Correction;
  saved?: ReactNode;
  children: ReactNode;
}) {
  const open = correction.state === "open";
  return (
    <div className="wrap">
      <Crumbs
        crumbs={[
          { text: say.home, href: "/my" },
          { text: correction.title, href: `/apply/${correction.application}/status` },
          { text: say.correction },
        ]}
      />
      <PageTitle
        title={say.correction}
        above={
          <p className="sub">
            <span className="num">{say.number(correction.receipt_number)}</span>　{correction.title}
          </p>
        }
      >
        <div className="row">
          <Tag look={open ? "check" : "record"}>{correction.state_label}</Tag>
          <p className="due">
            <span>{say.due(day(correction.due_on))}</span>
            {open ? <DaysLeft days={correction.days_left} /> : null}
          </p>
        </div>
        {saved}
      </PageTitle>
      <div className="stack-l">
        {correction.message ? (
          <Banner kind="info" title={say.fromOffice}>
            <p className="written">{correction.message}</p>
          </Banner>
        ) : null}
        {children}
        {open ? <Postpone correction={correction} /> : null}
        <details className="acc">
          <summary>
            <Kana>{say.others}</Kana>
          </summary>
          <dl className="stack">
            {correction.locked_sections.map((section) => (
              <div key={section.field}>
                <dt className="b">{section.label}</dt>
                <dd>
                  <Value field={section.field} value={section.value} correction={correction} />
                </dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </div>
  );
}

function Closed({ correction, reason }: { correction: Correction; reason: string }) {
  if (correction.state === "answered") return <Banner kind="ok" title={say.answered} />;
  const past = correction.state === "expired" || correction.days_left < 0;
  if (!past && correction.state !== "open") return <Banner kind="info" title={say.none} />;
  return (
    <Banner kind="warn" title={past ? say.pastDue : say.onlyWriters}>
      <p>{past ? site.fund?.phone : reason}</p>
    </Banner>
  );
}

/** Every field to read: as filed, and as it is now. */
function Items({ correction }: { correction: Correction }) {
  return (
    <div className="stack-l">
      {correction.items.map((item) => (
        <section key={item.field} className="card stack" aria-labelledby={`c-${item.field}`}>
          <h2 id={`c-${item.field}`}>{item.label}</h2>
          {item.request_text ? <p className="written">{item.request_text}</p> : null}
          <div className="grid-2">
            <div>
              <h3 className="h-s">
                <Kana>{say.current}</Kana>
              </h3>
              <Value field={item.field} value={item.current} correction={correction} />
            </div>
            <div>
              <h3 className="h-s">
                <Kana>{say.mended}</Kana>
              </h3>
              <Value field={item.field} value={item.new} correction={correction} />
            </div>
          </div>
        </section>
      ))}
    </div>
  );
}
