/** What the answers come to, with what each rests on; then the calculator, and the way to begin. */
import { useState } from "react";
import { ArticleLink, type Sections } from "@/components/article-link";
import { Banner } from "@/components/banner";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { ceiling } from "@/lib/budget/amounts";
import { carry } from "@/lib/carried";
import { moment } from "@/lib/date";
import { language } from "@/lib/language";
import type { CheckDepartment, RoundCheck } from "@/lib/round-check";
import { now } from "@/lib/server-clock";
import { site } from "@/lib/site";
import { Calculator } from "./calculator";
import { fieldsOf, readFigures, type Typed } from "./figures";
import { say } from "./messages";
import { type Chosen, chosenOf, outcomeOf, type Status, termsFor } from "./outcome";
import type { CheckState } from "./use-check";

const KINDS = { ok: "ok", unknown: "warn", failed: "err" } as const;
const TEXTS: Record<Status, string> = { ok: say.okText, unknown: say.unknownText, failed: say.failedText };

export function Result({
  check,
  department,
  state,
  sections,
  onType,
  onAgain,
}: {
  check: RoundCheck;
  department: CheckDepartment;
  state: CheckState;
  sections: Sections;
  onType: (typed: Typed) => void;
  onAgain: (() => void) | undefined;
}) {
  const outcome = outcomeOf(department, state.answers);
  const chosen = chosenOf(department, state.answers);
  const reasons = chosen.filter(({ answer }) => answer.status === outcome && outcome !== "ok");
  const later = chosen.filter(({ answer }) => answer.status === "ok" && answer.reason_ja !== "");
  const terms = termsFor(department, state.answers);
  return (
    <>
      <section className="stack" aria-label={say.result}>
        <p className="sub">{department.name}</p>
        <Banner kind={KINDS[outcome]} title={say[outcome]} live>
          <p>{TEXTS[outcome]}</p>
          <Reasons chosen={reasons} sections={sections} />
          {outcome === "ok" ? null : <Phone />}
        </Banner>
        {later.length > 0 && outcome !== "failed" ? (
          <div className="panel stack-s">
            <h2 className="h-s">
              <Kana>{say.later}</Kana>
            </h2>
            <ul className="bullets">
              {later.map(({ question }) => (
                <li key={question.code}>
                  {language === "en" ? question.text_en : question.text_ja}
                  <ArticleLink article={question.article} sections={sections} />
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        {onAgain ? (
          <p className="no-print">
            <button type="button" className="btn btn-3" onClick={onAgain}>
              <Kana>{say.again}</Kana>
            </button>
          </p>
        ) : null}
      </section>
      <Calculator terms={terms} typed={state.typed} onType={onType} sections={sections} />
      <Begin check={check} department={department} state={state} />
    </>
  );
}

function Reasons({ chosen, sections }: { chosen: readonly Chosen[]; sections: Sections }) {
  if (chosen.length === 0) return null;
  return (
    <ul className="bullets">
      {chosen.map(({ question, answer }) => (
        <li key={question.code}>
          {language === "en" ? answer.reason_en : answer.reason_ja}
          <ArticleLink article={question.article} sections={sections} />
        </li>
      ))}
    </ul>
  );
}

/** Nobody is told no without somebody to ask. */
function Phone() {
  if (!site.fund) return null;
  const { name, operator, phone, hours, email } = site.fund;
  return (
    <p className="mt2">
      {`${say.phone}　${say.phoneOf(name, operator)}　`}
      {phone ? <a href={`tel:${phone.replace(/\D/g, "")}`}>{phone}</a> : null}
      {!phone && email ? <a href={`mailto:${email}`}>{email}</a> : null}
      {hours ? `　${hours}` : ""}
    </p>
  );
}

function Begin({
  check,
  department,
  state,
}: {
  check: RoundCheck;
  department: CheckDepartment;
  state: CheckState;
}) {
  const [at] = useState(now);
  const take = () => {
    const terms = termsFor(department, state.answers);
    const read = readFigures(state.typed);
    const most = ceiling(read.figures, terms)?.award ?? null;
    const fields = read.figures.total > 0 ? fieldsOf(read, terms, most, say.expense) : {};
    carry({ round: String(check.id), department: department.id, fields });
  };
  return (
    <section className="stack no-print">
      {check.accepting ? (
        <>
          <p>
            {say.beginHint}
            <span className="sub">{`　${say.closes(moment(check.closes_at))}`}</span>
          </p>
          <div className="btns">
            <a
              className="btn btn-1"
              href={`/apply/new?round=${check.id}&department=${department.id}`}
              onClick={take}
            >
              <Kana>{say.begin}</Kana>
            </a>
            <PrintButton />
          </div>
        </>
      ) : (
        <>
          <p>{at < new Date(check.opens_at) ? say.opens(moment(check.opens_at)) : say.closed}</p>
          <div className="btns">
            <PrintButton />
          </div>
        </>
      )}
    </section>
  );
}

function PrintButton() {
  return (
    <button type="button" className="btn btn-2" onClick={() => window.print()}>
      <Icon name="print" />
      <Kana>{say.print}</Kana>
    </button>
  );
}
