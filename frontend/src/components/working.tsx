/** 計算の根拠: one line a term, every binding one marked, the result below a rule. */
import { type ReactNode, useId } from "react";
import { yen } from "@/lib/yen";
import { Icon } from "./icon";
import { say } from "./words";

export interface Term {
  key: string;
  label: ReactNode;
  /** Integer yen. */
  amount: number;
  /** How it came about: `609,600 × 3/4 = 457,200`. */
  expression?: ReactNode;
  binding?: boolean;
}

export function Working({
  title,
  terms,
  sumLabel,
  sum,
  level = 2,
  children,
}: {
  title: ReactNode;
  terms: readonly Term[];
  sumLabel: ReactNode;
  sum: number;
  level?: 2 | 3;
  children?: ReactNode;
}) {
  const heading = useId();
  const Heading = `h${level}` as const;
  return (
    <section className="work" aria-labelledby={heading}>
      <Heading id={heading}>{title}</Heading>
      <WorkingTerms terms={terms} />
      <WorkingSum label={sumLabel} sum={sum} />
      {children}
    </section>
  );
}

export function WorkingTerms({ terms }: { terms: readonly Term[] }) {
  return (
    <ol className="work-t">
      {terms.map((term) => (
        <li key={term.key}>
          <span>{term.label}</span>
          <span className="num b">{yen(term.amount)}</span>
          {term.expression ? <span className="ex num">{term.expression}</span> : null}
          {term.binding ? (
            <span className="min">
              <Icon name="tick" />
              {say.smallest}
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

export function WorkingSum({ label, sum }: { label: ReactNode; sum: number }) {
  return (
    <p className="work-sum">
      <span>{label}</span>
      <span className="num">{yen(sum)}</span>
    </p>
  );
}
