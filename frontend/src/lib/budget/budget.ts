/** The budget of a form (収支予算): rows, amounts computed and never typed, quotes, and the balance. */

import type { Figures } from "./amounts.ts";
import { type Fault, Faults, type Row } from "./faults.ts";
import type { BudgetTerms, ExpenseRule } from "./terms.ts";
import { wording } from "./wording.ts";

const INCOME_KEYS: ReadonlySet<string> = new Set(["category", "description", "amount"]);
const EXPENSE_KEYS: ReadonlySet<string> = new Set([
  "category",
  "description",
  "unit_price",
  "quantity",
  "unit",
  "amount",
  "eligible",
  "quote_attached",
]);

/** The budget's part of a draft; whatever is typed may stand there. */
export interface BudgetDraft {
  readonly requested?: unknown;
  readonly income?: unknown;
  readonly expenses?: unknown;
}

export interface IncomeLine {
  readonly category: string;
  readonly description: string;
  readonly amount: number;
}

/** Unit price (yen) × quantity = amount. */
export interface ExpenseLine {
  readonly category: string;
  readonly description: string;
  readonly unitPrice: number;
  readonly quantity: number;
  readonly unit: string;
  readonly amount: number;
  readonly eligible: boolean;
  readonly quoteAttached: boolean;
}

/** What was read, in yen; a row that is no row is left out. `figures` are R1's inputs. */
export interface Budget {
  readonly requested: number;
  readonly income: readonly IncomeLine[];
  readonly expenses: readonly ExpenseLine[];
  readonly figures: Figures;
  readonly faults: readonly Fault[];
}

/** The budget of a draft and everything to mend in it. `least` is 1 row of expense where it is to be filed. */
export function readBudget(draft: BudgetDraft, terms: BudgetTerms): Budget {
  const faults = new Faults();
  const most = terms.most_rows;
  const requested = faults.number(draft.requested, "/requested", 1) ?? 0;
  const readIncome = (row: Row, place: string) => incomeLine(row, place, terms, faults);
  const readExpense = (row: Row, place: string) => expenseLine(row, place, terms, faults);
  const income = faults.rows(draft.income, "/income", readIncome, INCOME_KEYS, 0, most);
  const expenses = faults.rows(draft.expenses, "/expenses", readExpense, EXPENSE_KEYS, 1, most);
  const figures = figuresOf(income, expenses, terms);
  // A balance of figures that are wrong themselves would only confuse.
  if (faults.found.length === 0) checkBalance(requested, figures, faults);
  return { requested, income, expenses, figures, faults: faults.found };
}

function sum(rows: readonly { readonly amount: number }[]): number {
  return rows.reduce((total, row) => total + row.amount, 0);
}

function figuresOf(
  income: readonly IncomeLine[],
  expenses: readonly ExpenseLine[],
  terms: BudgetTerms,
): Figures {
  return {
    eligible: sum(expenses.filter((row) => row.eligible)),
    total: sum(expenses),
    otherIncome: sum(income),
    otherGrants: sum(income.filter((row) => terms.grant_income_categories.includes(row.category))),
  };
}

function description(row: Row, place: string, faults: Faults): string {
  return faults.text(row.description, `${place}/description`, 60, 200);
}

function incomeLine(row: Row, place: string, terms: BudgetTerms, faults: Faults): IncomeLine {
  return {
    category: faults.choice(row.category, `${place}/category`, terms.income_categories),
    description: description(row, place, faults),
    amount: faults.number(row.amount, `${place}/amount`) ?? 0,
  };
}

function expenseLine(row: Row, place: string, terms: BudgetTerms, faults: Faults): ExpenseLine {
  const category = faults.choice(row.category, `${place}/category`, terms.expense_categories);
  const about = description(row, place, faults);
  const unitPrice = faults.number(row.unit_price, `${place}/unit_price`);
  const quantity = faults.number(row.quantity, `${place}/quantity`, 1);
  const unit = faults.text(row.unit, `${place}/unit`, 10, 20);
  const eligible = faults.truth(row.eligible, `${place}/eligible`, true);
  const quoteAttached = faults.truth(row.quote_attached, `${place}/quote_attached`, false);
  const amount = amountOf(unitPrice, quantity, place, faults);
  if (row.amount !== undefined && row.amount !== null && unitPrice !== null && quantity !== null) {
    const stated = faults.number(row.amount, `${place}/amount`, 0, false);
    if (stated !== null && stated !== amount) faults.add(`${place}/amount`, "row_amount", { amount });
  }
  if (
    eligible &&
    !quoteAttached &&
    terms.quote_categories.includes(category) &&
    amount >= terms.quote_threshold
  ) {
    faults.add(`${place}/quote_attached`, "quote_missing", { threshold: terms.quote_threshold, category });
  }
  const limit = eligible ? priceLimit(category, unitPrice, terms.expense_rules) : null;
  if (limit) faults.add(`${place}/eligible`, limit.name, { category, limit: limit.yen });
  return {
    category,
    description: about,
    unitPrice: unitPrice ?? 0,
    quantity: quantity ?? 0,
    unit,
    amount,
    eligible,
    quoteAttached,
  };
}

/** Unit price × quantity; 0, and a fault, for more than any sum of yen may be. */
function amountOf(unitPrice: number | null, quantity: number | null, place: string, faults: Faults): number {
  if (unitPrice === null || quantity === null) return 0;
  const product = BigInt(unitPrice) * BigInt(quantity);
  if (product <= BigInt(wording.mostYen)) return Number(product);
  faults.add(`${place}/quantity`, "row_too_large");
  return 0;
}

/** The limit that keeps a row of this unit price from being eligible (N5); null when it may be. */
export function priceLimit(
  category: string,
  unitPrice: number | null,
  rules: readonly ExpenseRule[],
): { name: "unit_price_below" | "unit_price_at_most"; yen: number } | null {
  if (unitPrice === null) return null;
  for (const rule of rules) {
    if (rule.category !== category) continue;
    if (rule.unit_price_below !== null && unitPrice >= rule.unit_price_below) {
      return { name: "unit_price_below", yen: rule.unit_price_below };
    }
    if (rule.unit_price_at_most !== null && unitPrice > rule.unit_price_at_most) {
      return { name: "unit_price_at_most", yen: rule.unit_price_at_most };
    }
  }
  return null;
}

/** What is said when income and expense are not the same; null when they are. */
export function imbalance(requested: number, figures: Figures): Fault | null {
  const faults = new Faults();
  checkBalance(requested, figures, faults);
  return faults.found[0] ?? null;
}

function checkBalance(requested: number, figures: Figures, faults: Faults): void {
  const gap = requested + figures.otherIncome - figures.total;
  if (gap === 0) return;
  faults.add("/requested", "unbalanced", {
    requested,
    other: figures.otherIncome,
    total: figures.total,
    gap: Math.abs(gap),
    direction_ja: gap > 0 ? "多いです" : "少ないです",
    direction_en: gap > 0 ? "more" : "less",
  });
}
