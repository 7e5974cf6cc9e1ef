/** P3 応募できるか確かめる・金額を計算する: one question a page, then what follows, then how much. No sign-in. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Radios } from "@/components/choice";
import { Crumbs } from "@/components/crumbs";
import { ErrorSummary } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Ready } from "@/components/states";
import { Steps } from "@/components/steps";
import { language } from "@/lib/language";
import { type CheckQuestion, type RoundCheck, roundCheckQuery, sectionsOf } from "@/lib/round-check";
import { say } from "./messages";
import { Result } from "./result";
import { type CheckState, offeredOf, useCheck } from "./use-check";

export function CheckPage() {
  const { round } = useParams({ strict: false }) as { round: string };
  return (
    <Ready asked={useQuery(roundCheckQuery(round))}>{(check) => <Check key={round} check={check} />}</Ready>
  );
}

function Check({ check }: { check: RoundCheck }) {
  const { state, change, department } = useCheck(check);
  const round = String(check.id);
  const several = offeredOf(check).length > 1;
  const at = department === null ? -1 : state.at;
  const question = at >= 0 ? department?.questions[at] : undefined;
  const step = at < 0 ? 0 : question ? 1 : 2;
  const titles = several ? say.steps : say.steps.slice(1);
  const crumbs = [
    { text: say.home, href: "/" },
    { text: check.name, href: `/rounds/${round}` },
    { text: say.title },
  ];
  return (
    <div className="wrap">
      <Crumbs crumbs={crumbs} />
      <PageTitle title={say.title} above={<p className="sub">{check.name}</p>} />
      <div className="no-print">
        <Steps titles={titles} at={step - (several ? 0 : 1)} />
      </div>
      <div className="stack-l mt7">
        {at < 0 ? <DepartmentStep check={check} state={state} change={change} /> : null}
        {question && department ? (
          <QuestionStep
            key={question.code}
            question={question}
            at={at}
            all={department.questions.length}
            value={state.answers[question.code] ?? ""}
            onAnswer={(code) => change({ answers: { ...state.answers, [question.code]: code } })}
            onNext={() => change({ at: at + 1 })}
            onBack={at > 0 || several ? () => change({ at: at - 1 }) : undefined}
          />
        ) : null}
        {at >= 0 && !question && department ? (
          <Result
            check={check}
            department={department}
            state={state}
            sections={sectionsOf(round, check)}
            onType={(typed) => change({ typed })}
            onAgain={
              several || department.questions.length > 0 ? () => change({ at: several ? -1 : 0 }) : undefined
            }
          />
        ) : null}
      </div>
    </div>
  );
}

function DepartmentStep({
  check,
  state,
  change,
}: {
  check: RoundCheck;
  state: CheckState;
  change: (part: Partial<CheckState>) => void;
}) {
  const [chosen, setChosen] = useState(state.department === null ? "" : String(state.department));
  const next = () => {
    const department = Number(chosen);
    change(department === state.department ? { at: 0 } : { department, at: 0, answers: {} });
  };
  return (
    <Ask
      name="department"
      label={say.department}
      options={offeredOf(check).map((row) => ({ value: String(row.id), label: row.name }))}
      value={chosen}
      onChange={setChosen}
      onNext={next}
    />
  );
}

function QuestionStep({
  question,
  at,
  all,
  value,
  onAnswer,
  onNext,
  onBack,
}: {
  question: CheckQuestion;
  at: number;
  all: number;
  value: string;
  onAnswer: (code: string) => void;
  onNext: () => void;
  onBack: (() => void) | undefined;
}) {
  const options = question.answers.map((answer) => ({
    value: answer.code,
    label: language === "en" ? answer.label_en : answer.label_ja,
  }));
  return (
    <Ask
      name={`q${at}`}
      label={language === "en" ? question.text_en : question.text_ja}
      above={say.questionOf(at + 1, all)}
      items={question.items}
      options={options}
      value={value}
      onChange={onAnswer}
      onNext={onNext}
      onBack={onBack}
    />
  );
}

/** One question with its answers; going on without one says so. */
function Ask({
  name,
  label,
  above,
  items = [],
  options,
  value,
  onChange,
  onNext,
  onBack,
}: {
  name: string;
  label: string;
  above?: string;
  items?: readonly string[];
  options: readonly { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
  onNext: () => void;
  onBack?: (() => void) | undefined;
}) {
  const [attempt, setAttempt] = useState(0);
  const error = attempt > 0 && value === "" ? say.choose : undefined;
  const form = useRef<HTMLFormElement>(null);
  // A new question is read from its beginning; the page's own title has the focus at first.
  useEffect(() => {
    if (document.activeElement === document.body) form.current?.focus();
  }, []);
  const id = `check-${name}`;
  return (
    <form
      ref={form}
      tabIndex={-1}
      className="stack-l ask"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (value === "") setAttempt(attempt + 1);
        else onNext();
      }}
    >
      <ErrorSummary mistakes={error ? [{ field: id, text: error }] : []} attempt={attempt} />
      <Radios
        id={id}
        label={label}
        error={error}
        support={above}
        options={options}
        value={value}
        onChange={onChange}
      />
      {items.length > 0 ? (
        <ul className="bullets panel">
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      ) : null}
      <div className="btns">
        <button type="submit" className="btn btn-1">
          <Kana>{say.next}</Kana>
        </button>
        {onBack ? (
          <button type="button" className="btn btn-3" onClick={onBack}>
            <Kana>{say.back}</Kana>
          </button>
        ) : null}
      </div>
    </form>
  );
}
