/** Around every step of a form: its data, its draft, where what is typed is, who else writes. */
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { Banner } from "@/components/banner";
import { Kana } from "@/components/kana";
import { Loading, Ready } from "@/components/states";
import { type FormDraft, formDraft } from "@/lib/draft/http";
import { draftOf } from "@/lib/draft/page";
import { useDraft } from "@/lib/draft/use-draft";
import { type Me, useMe } from "@/lib/me";
import { type Asked, FormContext, formQuery } from "./form-context";
import { useProfile } from "./group-profile";
import { say } from "./messages";

export function FormFrame() {
  const id = Number(useParams({ strict: false }).id);
  const me = useMe();
  const asked = useQuery(formQuery(id));
  if (me === undefined || me === null) return <Loading />;
  return <Ready asked={asked}>{(screen) => <Written key={id} id={id} me={me} screen={screen} />}</Ready>;
}

const OPEN = new Set(["draft", "returned"]);

function Written({ id, me, screen }: { id: number; me: Me; screen: Asked }) {
  const written = useMemo(() => draftOf(id), [id]);
  const [first] = useState<FormDraft>(() => formDraft(screen.draft));
  const draft = useDraft(written, me, first);
  const profile = useProfile(id, screen, me);
  const search = useSearch({ strict: false }) as { mend?: boolean };
  const mending = search.mend === true;
  const faults = draft?.answer?.faults ?? screen.draft.faults;
  const form = useMemo(
    () => (draft === null || profile === null ? null : { id, me, screen, draft, profile, faults, mending }),
    [id, me, screen, draft, profile, faults, mending],
  );
  if (!OPEN.has(screen.application.state)) return <Closed screen={screen} />;
  if (form === null || !form.draft.ready || !form.profile.ready) return <Loading />;
  return (
    <FormContext value={form}>
      <Outlet />
    </FormContext>
  );
}

function Closed({ screen }: { screen: Asked }) {
  return (
    <div className="wrap page-h stack">
      <h1 tabIndex={-1}>{screen.application.title || say.untitled}</h1>
      <Banner kind="info" title={say.closed(screen.application.state_label)} />
      <p>
        <Link className="btn btn-2" to="/apply/$id/status" params={{ id: String(screen.application.id) }}>
          <Kana>{say.closedLink}</Kana>
        </Link>
      </p>
    </div>
  );
}

/** Tell the others in which part one is, as long as it is shown. */
export function useWritingAt(part: string, engine: { at: (part: string) => void }): void {
  useEffect(() => {
    engine.at(part);
    return () => engine.at("");
  }, [part, engine]);
}
