/** The form of a gift: what is filled in, what is wrong with it, and what becomes of the yen. No screen here. */
import type { components } from "@/api/schema";
import { isBlank, parseInteger } from "@/lib/budget/numbers";

export type Giving = components["schemas"]["GivingOutput"];
export type Choice = components["schemas"]["ChoiceOutput"];

export interface GiftForm {
  subFund: string;
  /** A preset as digits, or `own`. */
  amount: string;
  ownAmount: string;
  kind: "individual" | "company";
  name: string;
  nameKana: string;
  contact: string;
  email: string;
  phone: string;
  invoice: boolean;
  publicity: "anonymous" | "alias" | "name";
  alias: string;
  hideAmount: boolean;
  receiptBy: "none" | "email" | "post";
  postalCode: string;
  address: string;
  method: string;
}

export const EMPTY: GiftForm = {
  subFund: "",
  amount: "",
  ownAmount: "",
  kind: "individual",
  name: "",
  nameKana: "",
  contact: "",
  email: "",
  phone: "",
  invoice: false,
  publicity: "anonymous",
  alias: "",
  hideAmount: false,
  receiptBy: "none",
  postalCode: "",
  address: "",
  method: "",
};

/** The steps, and which fields belong to each (by the names that the server knows them by). */
export const STEPS = ["purpose", "amount", "name", "pay"] as const;
export type StepKey = (typeof STEPS)[number] | "check";

export const STEP_OF: Record<string, StepKey> = {
  sub_fund: "purpose",
  amount: "amount",
  kind: "name",
  name: "name",
  name_kana: "name",
  contact: "name",
  email: "name",
  phone: "name",
  publicity: "name",
  alias: "name",
  receipt_by: "name",
  postal_code: "name",
  address: "name",
  method: "pay",
};

/** Integer yen of the form; null while it is none. */
export function amountOf(form: GiftForm): number | null {
  const typed = form.amount === "own" ? form.ownAmount : form.amount;
  const read = parseInteger(typed);
  return read !== null && Number.isSafeInteger(read) && read > 0 ? read : null;
}

/** The sub-fund chosen; おまかせ is the fund's general one. */
export function chosen(form: GiftForm, giving: Giving): Choice | undefined {
  const code = form.subFund || giving.default;
  return giving.sub_funds.find((choice) => choice.code === code);
}

export function addressNeeded(form: GiftForm, giving: Giving): boolean {
  return form.receiptBy === "post" || (form.receiptBy === "email" && giving.receipt_needs_address);
}

export interface Missing {
  field: string;
  text: string;
}

/** The sentences of the form's faults; the screen gives them in its language. */
export interface FaultWords {
  amountMissing: string;
  amountRange: (least: string, most: string) => string;
  nameMissing: string;
  companyMissing: string;
  contactMissing: string;
  emailMissing: string;
  emailWrong: string;
  aliasMissing: string;
  postalMissing: string;
  addressMissing: string;
  methodMissing: string;
  closed: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What is missing in one step. */
export function faultsOf(
  step: StepKey,
  form: GiftForm,
  giving: Giving,
  say: FaultWords,
  yen: (amount: number) => string,
): Missing[] {
  const faults: Missing[] = [];
  const need = (field: string, text: string, wrong: boolean) => {
    if (wrong) faults.push({ field, text });
  };
  if (step === "purpose") need("sub_fund", say.closed, chosen(form, giving)?.is_open !== true);
  if (step === "amount") {
    const amount = amountOf(form);
    const most = Math.max(...giving.methods.map((method) => method.maximum));
    need(
      "amount",
      say.amountMissing,
      form.amount === "" || (form.amount === "own" && isBlank(form.ownAmount)),
    );
    const out = amount === null || amount < giving.minimum || amount > most;
    if (faults.length === 0) need("amount", say.amountRange(yen(giving.minimum), yen(most)), out);
  }
  if (step === "name") {
    const company = form.kind === "company";
    need("name", company ? say.companyMissing : say.nameMissing, isBlank(form.name));
    need("contact", say.contactMissing, company && isBlank(form.contact));
    need("email", say.emailMissing, isBlank(form.email));
    if (!isBlank(form.email)) need("email", say.emailWrong, !EMAIL.test(form.email.normalize("NFKC").trim()));
    need("alias", say.aliasMissing, form.publicity === "alias" && isBlank(form.alias));
    if (addressNeeded(form, giving)) {
      const digits = form.postalCode.normalize("NFKC").replace(/[^0-9]/g, "");
      need("postal_code", say.postalMissing, digits.length !== 7);
      need("address", say.addressMissing, isBlank(form.address));
    }
  }
  if (step === "pay") need("method", say.methodMissing, !methodsFor(form, giving).includes(form.method));
  return faults;
}

/** The ways to pay that take this amount. */
export function methodsFor(form: GiftForm, giving: Giving): string[] {
  const amount = amountOf(form) ?? 0;
  return giving.methods.filter((method) => amount <= method.maximum).map((method) => method.code);
}

/** The first step with something missing; `check` when the form is whole. */
export function firstOpen(form: GiftForm, giving: Giving, say: FaultWords): StepKey {
  const yen = (amount: number) => String(amount);
  return STEPS.find((step) => faultsOf(step, form, giving, say, yen).length > 0) ?? "check";
}

/** Where a gift's yen go (R11, R12): the fee cut to whole yen, the rest to projects, and what the city adds. */
export interface Becoming {
  granted: number;
  fee: number;
  /** 0 where the city adds nothing. */
  match: number;
  arrives: number;
}

export function becoming(amount: number, choice: Choice, giving: Giving): Becoming {
  const { numerator, denominator } = choice.fee_rate;
  const fee = Math.floor((amount * numerator) / denominator);
  const match = choice.match_eligible && giving.match ? cityAdds(amount, giving.match) : 0;
  return { granted: amount - fee, fee, match, arrives: amount - fee + match };
}

type Match = NonNullable<Giving["match"]>;

/** R11 with this gift less R11 without it. */
export function cityAdds(amount: number, match: Match): number {
  const whole = (base: number) => {
    const term = Math.floor((base * match.ratio.numerator) / match.ratio.denominator);
    return Math.min(Math.floor(term / match.unit) * match.unit, match.cap);
  };
  return whole(match.base + amount) - whole(match.base);
}

type Body = components["schemas"]["GiveInputRequest"];

/** The form as the server takes it; what its choices leave out is not sent. */
export function bodyOf(form: GiftForm, giving: Giving): Body {
  const company = form.kind === "company";
  const withAddress = addressNeeded(form, giving);
  return {
    sub_fund: form.subFund,
    amount: amountOf(form) ?? 0,
    method: form.method,
    kind: form.kind,
    name: form.name,
    name_kana: form.nameKana,
    contact: company ? form.contact : "",
    email: form.email,
    phone: form.phone,
    invoice_wanted: company && form.invoice,
    publicity: form.publicity,
    alias: form.publicity === "alias" ? form.alias : "",
    show_amount: !form.hideAmount,
    receipt_by: form.receiptBy,
    postal_code: withAddress ? form.postalCode : "",
    address: withAddress ? form.address : "",
  };
}
