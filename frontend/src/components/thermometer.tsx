/** How far a goal is reached: the sentence, a bar, the day it holds for, and how it adds up. */
import type { ReactNode } from "react";

export function Thermometer({
  sentence,
  goal,
  raised,
  children,
}: {
  sentence: ReactNode;
  /** Integer yen; null: no goal, and no bar. */
  goal: number | null;
  raised: number;
  children?: ReactNode;
}) {
  const percent = goal ? percentOf(raised, goal) : 0;
  return (
    <>
      <figure>
        <figcaption>{sentence}</figcaption>
        {goal ? (
          <svg className="bar bar-s mt2" height="12" aria-hidden="true" focusable="false">
            <rect width="100%" height="12" rx="2" fill="#fff" stroke="#666" />
            <rect width={`${Math.min(percent, 100)}%`} height="12" rx="2" fill="#197a4b" />
          </svg>
        ) : null}
      </figure>
      {children}
    </>
  );
}

/** Whole percent, cut and never rounded up: 100 means that it is reached. */
export function percentOf(raised: number, goal: number): number {
  return Math.floor((Math.max(raised, 0) * 100) / goal);
}
