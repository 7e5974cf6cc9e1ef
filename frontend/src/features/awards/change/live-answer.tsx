/** Whether a notice is enough: the server's answer to what is filled in, asked a moment after the last key. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { Banner } from "@/components/banner";
import { language } from "@/lib/language";
import { problemOf } from "@/lib/problem";
import { Differences } from "./differences";
import { say } from "./messages";
import type { termsOf } from "./terms";

const PAUSE_MS = 400;

export function LiveAnswer({ id, terms }: { id: string; terms: ReturnType<typeof termsOf> }) {
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
  return (
    <section className="stack" aria-label={say.answer} aria-live="polite">
      {asked.error ? <Banner kind="warn" title={problemOf(asked.error).message} /> : null}
      {asked.data && !asked.error ? <Verdict verdict={asked.data} /> : null}
    </section>
  );
}

function Verdict({ verdict }: { verdict: components["schemas"]["ChangeTryOutput"] }) {
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
