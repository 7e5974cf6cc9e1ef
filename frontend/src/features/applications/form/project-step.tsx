/** A6 活動の内容. */
import { Checkbox, Radios } from "@/components/choice";
import { Kana } from "@/components/kana";
import { pathOf } from "@/lib/draft/places";
import { language } from "@/lib/language";
import { DraftLine, DraftText, DraftWords, useField } from "./fields";
import { useForm } from "./form-context";
import { say } from "./messages";
import { StepFrame } from "./step-frame";
import { fieldId, ownOf, type Screen } from "./tasks";

type Question = Screen["round"]["questions"][number];

export function ProjectStep() {
  const { screen, draft } = useForm();
  const limits = screen.form.text_limits;
  const questions = ownOf(withDepartment(screen.round.questions), screen);
  return (
    <StepFrame task="project">
      <Criteria />
      <DraftLine path="title" label={say.form.title} support={say.form.titleHelp} required />
      <DraftText
        path="summary"
        label={say.form.summary}
        support={say.form.summaryHelp}
        example={say.form.summaryExample}
        limit={limits.summary ?? 0}
        rows={4}
        required
      />
      <DraftText
        path="purpose"
        label={say.form.purpose}
        support={say.form.purposeHelp}
        example={say.form.purposeExample}
        limit={limits.purpose ?? 0}
        rows={8}
        required
      />
      <DraftText
        path="activities"
        label={say.form.activities}
        support={say.form.activitiesHelp}
        example={say.form.activitiesExample}
        limit={limits.activities ?? 0}
        rows={10}
        required
      />
      <DraftWords path="tags" label={say.form.tags} support={say.form.tagsHelp} required={false} />
      <Checkbox
        id={fieldId("/continuing")}
        label={say.form.continuing}
        checked={draft.data.continuing === true}
        onChange={(checked) => draft.engine.set("continuing", checked)}
      />
      {questions.length > 0 ? (
        <section className="stack-l" aria-labelledby="questions">
          <h2 id="questions">
            <Kana>{say.form.questions}</Kana>
          </h2>
          {questions.map((question) => (
            <QuestionField key={question.code} question={question} />
          ))}
        </section>
      ) : null}
    </StepFrame>
  );
}

export function withDepartment<T extends { department?: string | null }>(rows: readonly T[]) {
  return rows.map((row) => ({ ...row, department: row.department ?? null }));
}

export function Criteria() {
  const { screen } = useForm();
  const criteria = ownOf(withDepartment(screen.round.criteria), screen);
  if (criteria.length === 0) return null;
  return (
    <details className="disc">
      <summary>
        <Kana>{say.form.criteria}</Kana>
      </summary>
      <p>
        <Kana>{say.form.criteriaLead}</Kana>
      </p>
      <ul className="list">
        {criteria.map((criterion) => (
          <li key={criterion.code}>{criterion.name}</li>
        ))}
      </ul>
    </details>
  );
}

function QuestionField({ question }: { question: Question }) {
  const path = pathOf("answers", question.code);
  const tied = {
    path,
    label: (language === "en" && question.label_en) || question.label_ja,
    support: question.help_ja,
    required: question.required ?? true,
  };
  if (question.kind === "choice") return <ChoiceField {...tied} choices={question.choices} />;
  if (question.kind === "text") return <DraftText {...tied} limit={question.limit ?? 800} />;
  return <DraftLine {...tied} width={question.kind === "line" ? "prose" : "short"} />;
}

function ChoiceField({
  path,
  choices,
  ...rest
}: {
  path: string;
  label: string;
  support: string | undefined;
  required: boolean;
  choices: readonly string[];
}) {
  const [value, set, id, error] = useField(path);
  return (
    <Radios
      {...rest}
      {...{ id, error, value }}
      options={choices.map((choice) => ({ value: choice, label: choice }))}
      onChange={set}
    />
  );
}
