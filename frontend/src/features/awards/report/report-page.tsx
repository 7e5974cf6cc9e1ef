/** A17 報告: what the group did and spent, written like a form, handed in, and read back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Loading, Ready, Refused } from "@/components/states";
import { useDraft } from "@/lib/draft/use-draft";
import { type Me, useMe } from "@/lib/me";
import { Problem } from "@/lib/problem";
import { useUploads } from "@/lib/uploads/use-uploads";
import { BudgetPart } from "./budget-part";
import { HandedIn } from "./handed-in";
import { NotBegun } from "./not-begun";
import { Overview } from "./overview";
import { faultsIn, type Part, type ReportDraft, type Screen, warningsIn } from "./parts";
import { PhotosPart } from "./photos-part";
import { ReceiptsPart } from "./receipts-part";
import { type Kind, ReportContext, reportQuery } from "./report-context";
import { DonePart, LessonsPart } from "./text-parts";
import { draftOfReport, filesOfReport, reportDraft } from "./transport";

const route = getRouteApi("/awards/$id/report/$kind");

export function ReportPage() {
  const { id, kind } = route.useParams();
  if (kind !== "mid" && kind !== "final") return <Refused problem={new Problem(404, null)} />;
  return <Asked key={`${id} ${kind}`} award={id} kind={kind} />;
}

function Asked({ award, kind }: { award: string; kind: Kind }) {
  const me = useMe();
  const asked = useQuery(reportQuery(award, kind));
  if (me === undefined || me === null) return <Loading />;
  return (
    <Ready asked={asked}>
      {(screen) => {
        const { state } = screen.report;
        if (state === "not_due" || state === "due")
          return <NotBegun award={award} kind={kind} screen={screen} />;
        if (screen.draft === null) return <HandedIn award={award} kind={kind} screen={screen} />;
        return <Writing award={award} kind={kind} me={me} screen={screen} />;
      }}
    </Ready>
  );
}

const SCREENS: Readonly<Record<Part, () => React.JSX.Element>> = {
  done: DonePart,
  photos: PhotosPart,
  receipts: ReceiptsPart,
  budget: BudgetPart,
  lessons: LessonsPart,
};

function Writing({ award, kind, me, screen }: { award: string; kind: Kind; me: Me; screen: Screen }) {
  const report = screen.report.id;
  const client = useQueryClient();
  const written = useMemo(() => draftOfReport(report), [report]);
  const [first] = useState<ReportDraft | null>(() => (screen.draft ? reportDraft(screen.draft) : null));
  const draft = useDraft(written, me, first);
  const uploads = useUploads(filesOfReport(report), me.id, () =>
    client.invalidateQueries({ queryKey: reportQuery(award, kind).queryKey }),
  );
  const { part, mend }: { part?: Part; mend?: boolean } = route.useSearch();
  const shown = useMemo(() => {
    const read = screen.draft ? reportDraft(screen.draft) : null;
    const saved = draft?.answer ?? null;
    const told = read !== null && (saved === null || saved.version <= read.version) ? read : saved;
    if (draft === null || told === null) return null;
    const [faults, warnings] = [faultsIn(told, draft.data), warningsIn(told, draft.data)];
    return { award, kind, me, screen, draft, told, faults, warnings, uploads, mending: mend === true };
  }, [award, kind, me, screen, draft, uploads, mend]);
  if (shown === null || !shown.draft.ready) return <Loading />;
  const Shown = part === undefined ? Overview : SCREENS[part];
  return (
    <ReportContext value={shown}>
      <Shown key={part ?? "all"} />
    </ReportContext>
  );
}
