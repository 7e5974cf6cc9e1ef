/** What is filled in on 変更の届け出, and what is sent of it. */
import { bodyOf, type Rearranged } from "../budget-rows/rows";

export const KINDS = ["schedule", "content", "budget", "people", "abolition"] as const;
export type Kind = (typeof KINDS)[number];
export type Aim = "purpose" | "place" | "period";

export interface ChangeForm {
  kind: Kind | "";
  reason: string;
  from: string;
  to: string;
  aims: readonly Aim[];
  budget: Rearranged;
}

export const emptyForm = (budget: Rearranged): ChangeForm => ({
  kind: "",
  reason: "",
  from: "",
  to: "",
  aims: [],
  budget,
});

/** Only what belongs to the chosen kind; the rest stays in the form, should one choose again. */
export function termsOf(form: ChangeForm) {
  const { kind } = form;
  return {
    about: kind === "people" || kind === "abolition" || kind === "" ? ("other" as const) : kind,
    aims: kind === "content" ? [...form.aims] : [],
    new_project_from: kind === "schedule" && form.from.trim() ? form.from : null,
    new_project_to: kind === "schedule" && form.to.trim() ? form.to : null,
    // The server reads yen as people type them.
    new_budget:
      kind === "budget" ? (bodyOf(form.budget) as unknown as { total: number; other_income: number }) : null,
  };
}

export function requestOf(form: ChangeForm) {
  const kind = form.kind === "abolition" ? ("abolition" as const) : ("change" as const);
  return { kind, reason: form.reason, ...termsOf(form) };
}

/** The id of the field that a pointer of the server is about. */
export const FIELDS: Readonly<Record<string, string>> = {
  "/reason": "change-reason",
  "/new_project_from": "change-from",
  "/new_project_to": "change-to",
  "/aims": "change-aims",
};
