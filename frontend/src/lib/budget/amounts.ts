/** R1 and R2: what an application may be awarded, with every term and what binds, as the server works it out. */

import { type Fault, Faults, fill } from "./faults.ts";
import { exactProduct, floorUnit, fraction, grouped, timesRate, yen } from "./numbers.ts";
import { type BudgetTerms, type Step, stepOf } from "./terms.ts";
import { wording } from "./wording.ts";

/** R1's inputs, in yen. `otherGrants` is the part of other income that comes from other grants (N2). */
export interface Figures {
  readonly eligible: number;
  readonly total: number;
  readonly otherIncome: number;
  readonly otherGrants: number;
}

export type TermName = (typeof wording.termOrder)[number];

/** One term: where it comes from, in words and figures. The names are the API's. */
export interface TermLine {
  readonly name: TermName;
  readonly label_ja: string;
  readonly label_en: string;
  readonly expression_ja: string;
  readonly expression_en: string;
  readonly value: number;
  readonly binding: boolean;
}

/** R1's result, as the API writes it. */
export interface Working {
  readonly rule: "R1";
  readonly award: number;
  readonly full: number;
  readonly floor: number | null;
  readonly awardable: boolean;
  readonly rate: string | null;
  readonly binding: readonly TermName[];
  readonly terms: readonly TermLine[];
}

const NO_STEP: Step = { n_from: 1, n_to: null, rate: null, cap: null, floor: null };

/** What the rate is taken of (N2), never below 0. */
function rateBase(figures: Figures, base: string): number {
  const less =
    base === "eligible_less_grants"
      ? figures.otherGrants
      : base === "eligible_less_income"
        ? figures.otherIncome
        : 0;
  return Math.max(figures.eligible - less, 0);
}

/** What other income is taken from for the shortfall (N2). */
function gapBase(figures: Figures, base: string): number {
  return base === "total" ? figures.total : figures.eligible;
}

type Values = Partial<Record<TermName, number>>;

function valuesOf(
  figures: Figures,
  terms: BudgetTerms,
  step: Step,
  requested: number,
  committeeAmount: number | null,
): Values {
  const known: Record<TermName, number | null> = {
    rate_term:
      step.rate === null
        ? null
        : floorUnit(timesRate(rateBase(figures, terms.rate_base), fraction(step.rate)), terms.rounding_unit),
    cap: step.cap,
    requested,
    shortfall: gapBase(figures, terms.gap_base) - figures.otherIncome,
    committee_amount: committeeAmount,
    remaining_budget: terms.remaining_budget,
  };
  const values: Values = {};
  for (const name of wording.termOrder) {
    const value = known[name];
    if (terms.terms.includes(name) && value !== null) values[name] = value;
  }
  return values;
}

/** The award (交付額, R1) with R2's floor; 0 where no step covers the award that is applied for (R3). */
export function awardAmount(
  figures: Figures,
  terms: BudgetTerms,
  requested: number,
  committeeAmount: number | null = null,
): Working {
  const step = stepOf(terms) ?? NO_STEP;
  const values = valuesOf(figures, terms, step, requested, committeeAmount);
  const names = wording.termOrder.filter((name) => values[name] !== undefined);
  const value = (name: TermName) => values[name] ?? 0;
  const counts = stepOf(terms) !== null && names.length > 0;
  const least = counts ? Math.min(...names.map(value)) : 0;
  const others = names.filter((name) => name !== "remaining_budget");
  const lowest = counts && others.length > 0 ? Math.min(...others.map(value)) : least;
  const cut = (amount: number) =>
    terms.rounding_scope === "final" && counts
      ? floorUnit(Math.max(amount, 0), terms.rounding_unit)
      : Math.max(amount, 0);
  const binding = counts ? names.filter((name) => value(name) === least) : [];
  const full = cut(lowest);
  return {
    rule: "R1",
    award: cut(least),
    full,
    floor: step.floor,
    awardable: full > 0 && full >= (step.floor ?? 0),
    rate: step.rate,
    binding,
    terms: names.map((name) => line(name, value(name), binding.includes(name), figures, terms, step)),
  };
}

/** The most that may be applied for (申請できる上限); null where the call sets no limit. */
export function ceiling(figures: Figures, terms: BudgetTerms): Working | null {
  const unbound: readonly string[] = wording.notALimit;
  const limits = terms.terms.filter((name) => !unbound.includes(name));
  const working = awardAmount(figures, { ...terms, terms: limits }, 0);
  return working.terms.length === 0 && stepOf(terms) !== null ? null : working;
}

function line(
  name: TermName,
  value: number,
  binding: boolean,
  figures: Figures,
  terms: BudgetTerms,
  step: Step,
): TermLine {
  const [label_ja, label_en] = wording.labels[name];
  const [expression_ja, expression_en] = expressions(name, value, figures, terms, step);
  return { name, label_ja, label_en, expression_ja, expression_en, value, binding };
}

function expressions(
  name: TermName,
  value: number,
  figures: Figures,
  terms: BudgetTerms,
  step: Step,
): readonly [string, string] {
  const plain = [yen(value), inEnglish(value)] as const;
  if (name === "rate_term" && step.rate !== null) {
    const base = rateBase(figures, terms.rate_base);
    const product = exactProduct(base, fraction(step.rate));
    const written = { amount: grouped(base), rate: step.rate, product, unit: grouped(terms.rounding_unit) };
    return both(
      "rate_term",
      wording.rateBases[terms.rate_base as keyof typeof wording.rateBases],
      written,
      plain,
    );
  }
  if (name === "shortfall") {
    const base = gapBase(figures, terms.gap_base);
    const written = { amount: grouped(base), income: grouped(figures.otherIncome) };
    return both(
      "shortfall",
      wording.gapBases[terms.gap_base as keyof typeof wording.gapBases],
      written,
      plain,
    );
  }
  return plain;
}

function inEnglish(value: number): string {
  return value < 0 ? `−¥${grouped(-value)}` : `¥${grouped(value)}`;
}

function both(
  name: keyof typeof wording.expressions,
  bases: readonly [string, string],
  written: Readonly<Record<string, string>>,
  plain: readonly [string, string],
): readonly [string, string] {
  const [ja, en] = wording.expressions[name];
  return [
    fill(ja, { ...written, base: bases[0], value: plain[0] }),
    fill(en, { ...written, base: bases[1], value: plain[1] }),
  ];
}

/** What of the amount applied for cannot be awarded as the budget stands; it may be filed all the same. */
export function hintsOf(
  requested: number,
  top: Working | null,
  figures: Figures,
  terms: BudgetTerms,
): readonly Fault[] {
  const hints = new Faults();
  const floor = top?.floor ?? 0;
  if (stepOf(terms) === null) hints.add("/requested", "step_missing", { nth: terms.nth });
  else if (top === null || figures.total === 0) return [];
  else if (top.full < floor) hints.add("/requested", "ceiling_below_floor", { full: top.full, floor });
  else if (requested > 0 && top.award === 0) hints.add("/requested", "nothing_to_ask");
  else if (requested > top.award) {
    hints.add("/requested", "above_ceiling", { over: requested - top.award, ceiling: top.award });
  } else if (requested > 0 && requested < floor) hints.add("/requested", "requested_below_floor", { floor });
  return hints.found;
}
