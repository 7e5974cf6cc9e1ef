/** What other terms than before come to, in words: each figure before and after, and the ceiling of this budget. */
import { ceiling } from "@/lib/budget/amounts";
import { readBudget } from "@/lib/budget/budget";
import { type BudgetTerms, stepOf } from "@/lib/budget/terms";
import type { DraftData } from "@/lib/draft/types";
import { yen } from "@/lib/yen";
import { say } from "./messages";

type Told = readonly [what: string, of: (terms: BudgetTerms) => string];

const money = (amount: number | null | undefined) =>
  amount === null || amount === undefined ? say.change.none : yen(amount);

const FIGURES: readonly Told[] = [
  [say.change.nth, (terms) => say.change.nthOf(terms.nth)],
  [say.change.rate, (terms) => stepOf(terms)?.rate ?? say.change.none],
  [say.change.cap, (terms) => money(stepOf(terms)?.cap)],
  [say.change.floor, (terms) => money(stepOf(terms)?.floor)],
  [say.change.unit, (terms) => money(terms.rounding_unit)],
  [say.change.threshold, (terms) => money(terms.quote_threshold)],
  [say.change.remaining, (terms) => money(terms.remaining_budget)],
];
/** What the figures above are read from. */
const NAMED: ReadonlySet<string> = new Set([
  "nth",
  "steps",
  "rounding_unit",
  "quote_threshold",
  "remaining_budget",
]);

/** One sentence a difference; the ceiling last. */
export function changesOf(before: BudgetTerms, after: BudgetTerms, draft: DraftData): string[] {
  const told = FIGURES.flatMap(([what, of]) => {
    const [old, now] = [of(before), of(after)];
    return old === now ? [] : [say.change.line(what, old, now)];
  });
  const others = Object.keys(after).some(
    (name) =>
      !NAMED.has(name) &&
      JSON.stringify(after[name as keyof BudgetTerms]) !== JSON.stringify(before[name as keyof BudgetTerms]),
  );
  if (others) told.push(say.change.other);
  const [old, now] = [topOf(draft, before), topOf(draft, after)];
  const same = old === now;
  return [...told, same ? say.change.same(now) : say.change.line(say.ceiling, old, now)];
}

function topOf(draft: DraftData, terms: BudgetTerms): string {
  return money(ceiling(readBudget(draft, terms).figures, terms)?.award);
}
