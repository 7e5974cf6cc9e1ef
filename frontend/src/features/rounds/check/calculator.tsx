/** How much one may ask for: the same rule as the form's budget, on sums instead of rows. */
import { useState } from "react";
import { termsOf } from "@/components/amount-terms";
import { ArticleLink, type Sections } from "@/components/article-link";
import { YenField } from "@/components/field";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { Working } from "@/components/working";
import { ceiling, hintsOf } from "@/lib/budget/amounts";
import { grouped, parseInteger } from "@/lib/budget/numbers";
import type { BudgetTerms } from "@/lib/budget/terms";
import { language } from "@/lib/language";
import { yen } from "@/lib/yen";
import { asksForGrants, type Field, readFigures, type Typed } from "./figures";
import { say } from "./messages";

const LABELS: Record<Field, readonly [string, string]> = {
  eligible: [say.eligible, say.eligibleHint],
  ineligible: [say.ineligible, say.ineligibleHint],
  income: [say.income, say.incomeHint],
  grants: [say.grants, say.grantsHint],
};

export function Calculator({
  terms,
  typed,
  onType,
  sections,
}: {
  terms: BudgetTerms;
  typed: Typed;
  onType: (typed: Typed) => void;
  sections: Sections;
}) {
  const [typing, setTyping] = useState<Field | null>(null);
  const read = readFigures(typed);
  const top = ceiling(read.figures, terms);
  const [hint] = hintsOf(0, top, read.figures, terms);
  const fields: readonly Field[] = asksForGrants(terms)
    ? ["eligible", "ineligible", "income", "grants"]
    : ["eligible", "ineligible", "income"];
  // Shown back as figures are written, once it is left.
  const leave = (field: Field) => {
    setTyping(null);
    const value = parseInteger(typed[field]);
    if (value !== null && Number.isFinite(value)) onType({ ...typed, [field]: grouped(value) });
  };
  const told = (field: Field) => {
    const fault = field === typing ? undefined : read.faults.get(field);
    return fault && (language === "en" ? fault.en : fault.ja);
  };
  return (
    <section className="stack" aria-labelledby="calculate">
      <h2 id="calculate">
        <Kana>{say.calculate}</Kana>
      </h2>
      <p>
        <Kana>{say.calculateHint}</Kana>
      </p>
      <div className="cols">
        <div className="stack">
          {fields.map((field) => (
            <YenField
              key={field}
              label={LABELS[field][0]}
              support={LABELS[field][1]}
              required={field === "eligible"}
              value={typed[field]}
              error={told(field)}
              onFocus={() => setTyping(field)}
              onBlur={() => leave(field)}
              onChange={(text) => onType({ ...typed, [field]: text })}
            />
          ))}
        </div>
        <div className="stack" role="status">
          {read.figures.total === 0 ? (
            <p className="panel">
              <Kana>{say.none}</Kana>
            </p>
          ) : null}
          {read.figures.total > 0 && top === null ? (
            <p className="panel">
              <Kana>{say.noCeiling}</Kana>
            </p>
          ) : null}
          {read.figures.total > 0 && top ? (
            <Working
              title={say.working}
              level={3}
              terms={termsOf(top)}
              sumLabel={say.ceiling}
              sum={top.award}
            >
              {hint ? (
                <p className="err">
                  <Icon name="warning" />
                  <span>
                    {language === "en" ? hint.en : hint.ja}
                    <ArticleLink article="departments" sections={sections} />
                  </span>
                </p>
              ) : (
                <p className="b mt2">{say.may(yen(top.award))}</p>
              )}
              <p className="sub">
                <ArticleLink article="amounts" sections={sections} />
              </p>
            </Working>
          ) : null}
        </div>
      </div>
    </section>
  );
}
