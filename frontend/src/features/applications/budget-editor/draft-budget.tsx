/** A8's part of a form: the editor on a draft, with the call's terms and the sections they rest on. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import type { BudgetTerms } from "@/lib/budget/terms";
import type { FormDraft } from "@/lib/draft/http";
import type { DraftData } from "@/lib/draft/types";
import type { Draft } from "@/lib/draft/use-draft";
import { roundCheckQuery, sectionsOf } from "@/lib/round-check";
import { BudgetEditor } from "./budget-editor";
import { keepTerms, keptTerms } from "./kept-terms";
import { say } from "./messages";
import { changesOf } from "./terms-change";

export function DraftBudget({
  draft,
  application,
  round,
  told,
  attempt,
  children,
}: {
  draft: Draft<FormDraft>;
  application: number;
  round: number;
  /** The terms as the form came with them, until the draft itself has answered. */
  told: BudgetTerms | null;
  /** From 1 on what is missing is told too. */
  attempt: number;
  /** The buttons below. */
  children: ReactNode;
}) {
  const check = useQuery(roundCheckQuery(String(round))).data;
  const sections = useMemo(() => sectionsOf(String(round), check), [round, check]);
  const { terms, before } = useTerms(draft.answer?.terms ?? told, application);
  const { engine } = draft;
  const edit = useCallback((change: (data: DraftData) => DraftData) => engine.edit(change), [engine]);
  if (terms === null)
    return (
      <p role="status">
        <Kana>{say.noTerms}</Kana>
      </p>
    );
  return (
    <>
      {before ? (
        <Banner kind="warn" title={say.termsChanged} live>
          <ul className="list">
            {changesOf(before, terms, draft.data).map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        </Banner>
      ) : null}
      <BudgetEditor
        value={draft.data}
        edit={edit}
        terms={terms}
        sections={sections}
        historyName={`machitane.budget.${application}`}
        attempt={attempt}
      >
        {children}
      </BudgetEditor>
    </>
  );
}

/**
 * The terms as last told, the same object while they say the same, so that nothing is worked out in vain; and those
 * with which this budget was worked out before, where they were others.
 */
function useTerms(
  told: BudgetTerms | null,
  application: number,
): { terms: BudgetTerms | null; before: BudgetTerms | null } {
  const [kept] = useState(() => keptTerms(application));
  const first = useRef(kept);
  const held = useRef({ terms: kept, text: kept && JSON.stringify(kept) });
  const text = told && JSON.stringify(told);
  if (told && text !== held.current.text) held.current = { terms: told, text };
  first.current ??= told;
  const { terms } = held.current;
  useEffect(() => {
    if (terms) keepTerms(application, terms);
  }, [application, terms]);
  const others = first.current !== null && JSON.stringify(first.current) !== held.current.text;
  return { terms, before: others ? first.current : null };
}
