/** A7 計画と日程, and 効果と今後. */
import { Kana } from "@/components/kana";
import { day } from "@/lib/date";
import { DraftText } from "./fields";
import { useForm } from "./form-context";
import { say } from "./messages";
import { Criteria } from "./project-step";
import { Rows } from "./rows";
import { StepFrame } from "./step-frame";

export function PlanStep() {
  const { screen } = useForm();
  const { project_from, project_to } = screen.form;
  return (
    <StepFrame task="plan">
      <p>{say.plan.lead(day(project_from), day(project_to))}</p>
      <Rows
        field="schedule"
        titleOf={say.plan.row}
        most={24}
        cells={[
          { name: "date", label: say.plan.date, support: say.plan.dateHelp, required: true, width: "short" },
          { name: "what", label: say.plan.what, required: true },
          { name: "place", label: say.plan.place, required: false },
        ]}
      />
    </StepFrame>
  );
}

export function OutcomeStep() {
  const { screen } = useForm();
  const limits = screen.form.text_limits;
  return (
    <StepFrame task="outcome">
      <Criteria />
      <DraftText
        path="outcome"
        label={say.form.outcome}
        support={say.form.outcomeHelp}
        example={say.form.outcomeExample}
        limit={limits.outcome ?? 0}
        required
      />
      <DraftText
        path="continuation"
        label={say.form.continuation}
        support={say.form.continuationHelp}
        example={say.form.continuationExample}
        limit={limits.continuation ?? 0}
        required
      />
      <section className="stack" aria-labelledby="indicators">
        <h2 id="indicators">
          <Kana>{say.plan.indicators}</Kana>
        </h2>
        <p>
          <Kana>{say.plan.indicatorsLead}</Kana>
        </p>
        <Rows
          field="indicators"
          titleOf={say.plan.indicator}
          most={5}
          cells={[
            { name: "name", label: say.plan.name, required: true },
            { name: "unit", label: say.plan.unit, required: true, width: "short" },
            { name: "target", label: say.plan.target, required: true, width: "short" },
          ]}
        />
      </section>
    </StepFrame>
  );
}
