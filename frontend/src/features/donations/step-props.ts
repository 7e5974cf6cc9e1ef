/** What every step of giving is handed. */
import type { GiftForm, Giving, Missing } from "./gift-form";

export interface StepProps {
  form: GiftForm;
  giving: Giving;
  change: (part: Partial<GiftForm>) => void;
  mistakes: readonly Missing[];
}

/** The sentence of a field's fault. */
export const faultOf = (mistakes: readonly Missing[], field: string) =>
  mistakes.find((mistake) => mistake.field === field)?.text;
