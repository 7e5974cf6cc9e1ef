/** How the most that may be applied for comes about, beside the table or as a line on top of a phone. */
import { termsOf } from "@/components/amount-terms";
import type { Sections } from "@/components/article-link";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { Working, WorkingSum, WorkingTerms } from "@/components/working";
import type { Working as Amount } from "@/lib/budget/amounts";
import { yen } from "@/lib/yen";
import { say } from "./messages";

export function WorkingBox({ top, sections }: { top: Amount | null; sections: Sections }) {
  if (top === null)
    return (
      <p className="panel">
        <Kana>{say.noCeiling}</Kana>
      </p>
    );
  return (
    <Working title={say.working} terms={termsOf(top)} sumLabel={say.ceiling} sum={top.award}>
      <p className="sub">
        <Kana>{say.workingHint}</Kana>
      </p>
      <Rests sections={sections} />
    </Working>
  );
}

export function WorkingLine({ top, sections }: { top: Amount | null; sections: Sections }) {
  if (top === null)
    return (
      <p className="panel">
        <Kana>{say.noCeiling}</Kana>
      </p>
    );
  return (
    <details className="sticky-bar">
      <summary>
        <span>{say.ceiling}</span>
        <span className="row-i">
          <span className="num">{yen(top.award)}</span>
          <Icon name="right" />
        </span>
      </summary>
      <div className="sb-in">
        <WorkingTerms terms={termsOf(top)} />
        <WorkingSum label={say.ceiling} sum={top.award} />
        <Rests sections={sections} />
      </div>
    </details>
  );
}

function Rests({ sections }: { sections: Sections }) {
  const title = sections.articles.amounts;
  if (!title) return null;
  return (
    <p className="sub">
      <a href={sections.href("amounts")}>{say.article(title)}</a>
      <Kana>{say.byArticles}</Kana>
    </p>
  );
}
