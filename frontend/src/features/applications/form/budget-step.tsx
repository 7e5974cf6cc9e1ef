/** A8 予算: the editor in its place among the steps. */
import { useMemo, useState } from "react";
import { BudgetEditor } from "../budget-editor/budget-editor";
import { useForm } from "./form-context";
import { StepButtons, StepFrame } from "./step-frame";

export function BudgetStep() {
  const { id, draft, screen, mending } = useForm();
  const [attempt] = useState(mending ? 1 : 0);
  const terms = draft.answer?.terms ?? screen.draft.terms;
  const sections = useMemo(
    () => ({ articles: {}, href: (key: string) => `/rounds/${screen.round.code}#${key}` }),
    [screen.round.code],
  );
  return (
    <StepFrame task="budget">
      <BudgetEditor
        value={draft.data}
        edit={(change) => draft.engine.edit(change)}
        terms={terms}
        sections={sections}
        historyName={`budget-${id}`}
        attempt={attempt}
      >
        <StepButtons task="budget" />
      </BudgetEditor>
    </StepFrame>
  );
}
