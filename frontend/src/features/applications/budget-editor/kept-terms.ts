/** The terms a form was last worked out with, on the device: a budget goes on while the line is away. */
import type { BudgetTerms } from "@/lib/budget/terms";
import { isSharedComputer } from "@/lib/shared-computer";

const nameOf = (application: number) => `machitane.budget-terms.${application}`;

function shelf(): Storage | null {
  try {
    return isSharedComputer() ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

export function keepTerms(application: number, terms: BudgetTerms): void {
  try {
    shelf()?.setItem(nameOf(application), JSON.stringify(terms));
  } catch {
    // Without room the working waits for the server after a reload.
  }
}

export function keptTerms(application: number): BudgetTerms | null {
  try {
    return JSON.parse(shelf()?.getItem(nameOf(application)) ?? "null") as BudgetTerms | null;
  } catch {
    return null;
  }
}
