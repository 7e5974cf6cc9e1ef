/** Whether a notice is enough: the server's answer to what is filled in, asked a moment after the last key. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { ArticleLink } from "@/components/article-link";
import { Banner } from "@/components/banner";
import { language } from "@/lib/language";
import { problemOf } from "@/lib/problem";
import { roundCheckQuery, sectionsOf } from "@/lib/round-check";
import { Differences } from "./differences";
import { say } from "./messages";
import type { termsOf } from "./terms";

const PAUSE_MS = 400;

interface Trial {
  id: string;
  /** Whose call document says from where on approval is needed; none where the award came without a call. */
  round: number | undefined;
  terms: ReturnType<typeof termsOf>;
}

export function LiveAnswer({ id, round, terms }: Trial) {
  const text = useLater(JSON.stringify(terms));
  const asked = useQuery({
    queryKey: ["award", id, "try", text],
    queryFn: ({ signal }) =>
      read(
        api.POST("/api/v1/awards/{id}/changes/try/", {
          params: { path: { id } },
          body: JSON.parse(text) as typeof terms,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const problem = asked.error ? problemOf(asked.error) : null;
  return (
    <section className="stack" aria-label={say.answer} aria-live="polite">
      {problem ? <Banner kind="warn" title={problem.faults[0]?.text ?? problem.message} /> : null}
      {asked.data && !asked.error ? <Verdict verdict={asked.data} round={round} /> : null}
    </section>
  );
}

/** The section of the call document that says what needs approval. */
const ARTICLE = "changes";

function Verdict({
  verdict,
  round,
}: {
  verdict: components["schemas"]["ChangeTryOutput"];
  round: number | undefined;
}) {
  const call = useQuery({ ...roundCheckQuery(String(round)), enabled: round !== undefined });
  const sections = sectionsOf(String(round), call.data);
  return (
    <>
      <Banner
        kind={verdict.needs_approval ? "warn" : "ok"}
        title={verdict.needs_approval ? say.needsApproval : say.noticeOnly}
      >
        {verdict.reasons.map((reason) => {
          const told = language === "en" ? reason.message_en : reason.message_ja;
          return <p key={told}>{told}</p>;
        })}
        {sections.articles[ARTICLE] ? (
          <p>
            <ArticleLink article={ARTICLE} sections={sections} />
          </p>
        ) : null}
      </Banner>
      <Differences rows={verdict.before_after} />
    </>
  );
}

function useLater(text: string): string {
  const [later, setLater] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return later;
}
