/** R1's working, from the rules or the API, as the lines of 計算の根拠 in the page's language. */
import { language } from "@/lib/language";
import type { Term } from "./working";

interface Line {
  readonly name: string;
  readonly label_ja: string;
  readonly label_en: string;
  readonly expression_ja: string;
  readonly expression_en: string;
  readonly value: number;
  readonly binding: boolean;
}

/** Terms that are more than their value alone. */
const WORKED_OUT: ReadonlySet<string> = new Set(["rate_term", "shortfall"]);

export function termsOf(working: { readonly terms: readonly Line[] }): Term[] {
  return working.terms.map((line) => ({
    key: line.name,
    label: language === "en" ? line.label_en : line.label_ja,
    amount: line.value,
    expression: WORKED_OUT.has(line.name)
      ? language === "en"
        ? line.expression_en
        : line.expression_ja
      : undefined,
    binding: line.binding,
  }));
}
