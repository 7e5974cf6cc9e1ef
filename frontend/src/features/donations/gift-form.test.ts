/** The form's own rules, with figures worked out by hand from domain.md (R11, R12). */
import { describe, expect, test } from "vitest";
import {
  addressNeeded,
  amountOf,
  becoming,
  bodyOf,
  cityAdds,
  EMPTY,
  faultsOf,
  firstOpen,
  type GiftForm,
  type Giving,
  methodsFor,
} from "./gift-form";

const MATCH = {
  ratio: { numerator: 1, denominator: 1 },
  unit: 1000,
  cap: 1_000_000,
  base: 883_450,
  until: "2025-06-30",
};
const GIVING = {
  default: "GEN",
  minimum: 1000,
  presets: [1000, 3000, 10_000],
  methods: [
    { code: "bank", maximum: 1_000_000 },
    { code: "cash", maximum: 300_000 },
  ],
  receipt_needs_address: false,
  match: MATCH,
  sub_funds: [
    { code: "GEN", is_open: true, match_eligible: true, fee_rate: { numerator: 0, denominator: 1 } },
    { code: "GRN", is_open: true, match_eligible: true, fee_rate: { numerator: 1, denominator: 20 } },
    { code: "KAN", is_open: false, match_eligible: false, fee_rate: { numerator: 1, denominator: 10 } },
  ],
} as unknown as Giving;
const WORDS = {
  amountMissing: "amount?",
  amountRange: (a: string, b: string) => `${a}-${b}`,
  nameMissing: "name?",
  companyMissing: "company?",
  contactMissing: "contact?",
  emailMissing: "email?",
  emailWrong: "email!",
  aliasMissing: "alias?",
  postalMissing: "postal?",
  addressMissing: "address?",
  methodMissing: "method?",
  closed: "closed",
};
const yen = (amount: number) => String(amount);
const whole: GiftForm = {
  ...EMPTY,
  subFund: "GRN",
  amount: "10000",
  name: "木村 健",
  email: "kimura@example.jp",
  method: "bank",
};
const faults = (step: Parameters<typeof faultsOf>[0], form: GiftForm, giving = GIVING) =>
  faultsOf(step, form, giving, WORDS, yen).map((fault) => fault.text);

describe("what becomes of the yen", () => {
  test("as the drawing has it: 10,000 to みどり, 5 % fee, the city as much again", () => {
    const choice = GIVING.sub_funds[1];
    if (!choice) throw new Error("no sub-fund");
    expect(becoming(10_000, choice, GIVING)).toEqual({
      granted: 9500,
      fee: 500,
      match: 10_000,
      arrives: 19_500,
    });
    // The fee is cut to whole yen: 1,019 × 5 % = 50.95.
    expect(becoming(1019, choice, GIVING)).toMatchObject({ granted: 969, fee: 50 });
  });

  test("the city adds in thousands of all gifts together, up to its cap", () => {
    // 883,450 + 550 = 884,000: a thousand more for 550 yen; 549 would add nothing.
    expect(cityAdds(550, MATCH)).toBe(1000);
    expect(cityAdds(549, MATCH)).toBe(0);
    // 883,000 is promised already: 117,000 are left of the million.
    expect(cityAdds(500_000, MATCH)).toBe(117_000);
    expect(cityAdds(10_000, { ...MATCH, ratio: { numerator: 1, denominator: 2 } })).toBe(5000);
  });

  test("nothing is added where the city does not take part", () => {
    const [choice, , closed] = GIVING.sub_funds;
    if (!choice || !closed) throw new Error("no sub-fund");
    expect(becoming(10_000, closed, GIVING)).toEqual({ granted: 9000, fee: 1000, match: 0, arrives: 9000 });
    expect(becoming(10_000, choice, { ...GIVING, match: null }).match).toBe(0);
  });
});

describe("the steps", () => {
  test("a whole form has nothing missing", () => {
    expect(firstOpen(whole, GIVING, WORDS)).toBe("check");
    expect(firstOpen({ ...whole, subFund: "" }, GIVING, WORDS)).toBe("check");
  });

  test("the first step with something missing is where one goes on", () => {
    expect(firstOpen(EMPTY, GIVING, WORDS)).toBe("amount");
    expect(firstOpen({ ...whole, email: "" }, GIVING, WORDS)).toBe("name");
    expect(firstOpen({ ...whole, method: "" }, GIVING, WORDS)).toBe("pay");
    expect(firstOpen({ ...whole, subFund: "KAN" }, GIVING, WORDS)).toBe("purpose");
  });

  test("amounts are read as people type them", () => {
    const own = (ownAmount: string) => amountOf({ ...EMPTY, amount: "own", ownAmount });
    expect([own("５，０００円"), own("¥5,000"), own("5000"), own("五千"), own("-1")]).toEqual([
      5000,
      5000,
      5000,
      null,
      null,
    ]);
    expect(faults("amount", { ...EMPTY, amount: "own", ownAmount: "" })).toEqual(["amount?"]);
    expect(faults("amount", { ...EMPTY, amount: "own", ownAmount: "999" })).toEqual(["1000-1000000"]);
    expect(faults("amount", { ...EMPTY, amount: "own", ownAmount: "1,000,001" })).toEqual(["1000-1000000"]);
  });

  test("a company is asked for a person, and only who wants a letter for an address", () => {
    expect(faults("name", { ...whole, kind: "company", name: "" })).toEqual(["company?", "contact?"]);
    expect(faults("name", { ...whole, receiptBy: "post" })).toEqual(["postal?", "address?"]);
    expect(
      faults("name", { ...whole, receiptBy: "post", postalCode: "２１３－０００１", address: "川崎市" }),
    ).toEqual([]);
    expect(faults("name", { ...whole, receiptBy: "email" })).toEqual([]);
    expect(addressNeeded({ ...whole, receiptBy: "email" }, { ...GIVING, receipt_needs_address: true })).toBe(
      true,
    );
    expect(faults("name", { ...whole, publicity: "alias" })).toEqual(["alias?"]);
    expect(faults("name", { ...whole, email: "ｋｉｍｕｒａ＠ｅｘａｍｐｌｅ．ｊｐ" })).toEqual([]);
    expect(faults("name", { ...whole, email: "kimura@" })).toEqual(["email!"]);
  });

  test("cash is offered up to what the office takes", () => {
    expect(methodsFor(whole, GIVING)).toEqual(["bank", "cash"]);
    expect(methodsFor({ ...whole, amount: "own", ownAmount: "300001" }, GIVING)).toEqual(["bank"]);
    expect(faults("pay", { ...whole, amount: "own", ownAmount: "300001", method: "cash" })).toEqual([
      "method?",
    ]);
  });

  test("what a choice leaves out is not sent", () => {
    const body = bodyOf(
      { ...whole, contact: "x", invoice: true, alias: "x", address: "x", postalCode: "1" },
      GIVING,
    );
    expect(body).toMatchObject({
      amount: 10_000,
      contact: "",
      invoice_wanted: false,
      alias: "",
      address: "",
      postal_code: "",
    });
    expect(bodyOf({ ...whole, publicity: "alias", alias: "みどりの友" }, GIVING).alias).toBe("みどりの友");
  });
});
