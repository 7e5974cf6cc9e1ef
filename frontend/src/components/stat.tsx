/** A figure that explains itself: what it is, what it consists of, as of when, and how it came about. */
import type { ReactNode } from "react";
import { day } from "@/lib/date";
import { language } from "@/lib/language";
import { figure } from "@/lib/yen";
import { Kana } from "./kana";
import { say } from "./words";

export function Stat({
  label,
  value,
  unit = say.yen,
  parts,
  asOf,
  explain,
}: {
  label: string;
  value: number;
  unit?: string;
  parts?: ReactNode;
  asOf: string;
  /** The address of its 内訳. */
  explain: string;
}) {
  return (
    <div className="stat">
      <p className="stat-l">
        <Kana>{label}</Kana>
      </p>
      <p className="stat-v num">
        {figure(value)}
        <small>{language === "en" ? ` ${unit}` : unit}</small>
      </p>
      {parts ? <p className="sub">{parts}</p> : null}
      <p className="stat-m">
        <span>
          <Kana>{say.asOf(day(asOf))}</Kana>
        </span>
        <a href={explain}>
          <Kana>{say.breakdown}</Kana>
          <span className="vh">（{label}）</span>
        </a>
      </p>
    </div>
  );
}
