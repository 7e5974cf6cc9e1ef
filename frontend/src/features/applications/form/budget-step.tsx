/** A8 予算: the editor in its place among the steps. */
import { useState } from "react";
import { DraftBudget } from "../budget-editor/draft-budget";
import { useForm } from "./form-context";
import { StepButtons, StepFrame } from "./step-frame";

export function BudgetStep() {
  const { id, draft, screen, mending } = useForm();
  const [attempt] = useState(mending ? 1 : 0);
  return (
    <StepFrame task="budget">
      <DraftBudget
        draft={draft}
        application={id}
        round={screen.round.id}
        told={screen.draft.terms}
        attempt={attempt}
      >
        <StepButtons task="budget" />
      </DraftBudget>
    </StepFrame>
  );
}
