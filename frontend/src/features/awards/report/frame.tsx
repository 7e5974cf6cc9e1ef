/** Around a report and each of its parts: where one is, what is to be mended here, where the buttons lead. */
import { Link, type LinkProps, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { ConflictBox, DraftState } from "@/components/draft-state";
import { ErrorSummary } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Steps } from "@/components/steps";
import { DaysLeft } from "@/components/tag";
import { say as parts } from "@/components/words";
import { day, daysUntil } from "@/lib/date";
import { get } from "@/lib/draft/places";
import { say } from "./messages";
import {
  fieldId,
  labelOf,
  PARTS,
  type Part,
  type PartState,
  partOf,
  partStates,
  type Screen,
  sentence,
} from "./parts";
import { type Kind, type Report, useReport } from "./report-context";
import { rowOfPlace } from "./transport";

/** The address of the report, or of one of its parts. */
export function linkTo(award: string, kind: Kind, part?: Part, mend = false): LinkProps {
  const search = { ...(part ? { part } : {}), ...(mend ? { mend: true } : {}) };
  return { to: "/awards/$id/report/$kind", params: { id: award, kind }, search } as LinkProps;
}

export function ReportTitle({
  kind,
  screen,
  children,
}: {
  kind: Kind;
  screen: Screen;
  children?: ReactNode;
}) {
  const { award } = screen;
  return (
    <>
      <Crumbs crumbs={[{ text: say.home, href: "/my" }, { text: say.title[kind] }]} />
      <PageTitle title={say.title[kind]} above={<p className="sub">{`${award.number}　${award.title}`}</p>}>
        {children}
      </PageTitle>
    </>
  );
}

export function DueDay({ screen }: { screen: Screen }) {
  const { due_on } = screen.report;
  return (
    <p>
      {say.due}　<b>{day(due_on)}</b>　<DaysLeft days={daysUntil(due_on, new Date(screen.now))} />
    </p>
  );
}

/** How far each part is. */
export function statesOf({ draft, faults, warnings, uploads }: Report): PartState[] {
  const waiting = uploads.sending.filter((file) => file.refusal === "");
  const receipts = waiting.filter((file) => rowOfPlace(file.code) !== null).length;
  return partStates({
    data: draft.data,
    faults,
    warnings,
    conflicts: draft.conflicts.map((conflict) => conflict.path),
    sending: { receipts, photos: waiting.length - receipts },
  });
}

export function PartFrame({ part, children }: { part: Part; children: ReactNode }) {
  const report = useReport();
  const { award, kind, screen, draft, faults, mending } = report;
  // A link to one thing to mend leads into its field, past the summary.
  useEffect(() => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted) document.getElementById(wanted)?.focus();
  }, []);
  const here = mending ? faults.filter((fault) => partOf(fault.pointer) === part) : [];
  const states = statesOf(report);
  return (
    <div className="wrap">
      <Crumbs
        crumbs={[
          { text: say.home, href: "/my" },
          { text: say.title[kind], link: linkTo(award, kind) },
          { text: say.parts[part] },
        ]}
      />
      <PageTitle
        title={say.parts[part]}
        above={
          <div className="mb2">
            <Steps
              titles={PARTS.map((each) => say.parts[each])}
              at={PARTS.indexOf(part)}
              finished={states.map((state) => state.progress === "done")}
            />
          </div>
        }
      >
        <DraftState draft={draft} />
      </PageTitle>
      <div className="stack-l">
        <Conflicts part={part} />
        {screen.report.state === "returned" ? <Asked screen={screen} /> : null}
        <ErrorSummary
          mistakes={here.map((fault) => ({
            field: fieldId(fault.pointer),
            text: sentence(fault, draft.data),
          }))}
          attempt={1}
        />
        {children}
        <Buttons part={part} />
      </div>
    </div>
  );
}

/** What the office wrote when it gave the report back. */
export function Asked({ screen }: { screen: Screen }) {
  return (
    <Banner kind="warn" title={say.returned}>
      {screen.report.message ? <p className="pre">{screen.report.message}</p> : null}
      <p>
        <Kana>{say.returnedLead}</Kana>
      </p>
    </Banner>
  );
}

/** The texts that met in this part (or in any), each with its choice. */
export function Conflicts({ part }: { part?: Part }) {
  const { draft, me } = useReport();
  const here = draft.conflicts.filter((conflict) => part === undefined || partOf(conflict.path) === part);
  return here.map((conflict) => (
    <ConflictBox
      key={conflict.path}
      conflict={conflict}
      place={labelOf(conflict.path, draft.data)}
      mine={get(draft.data, conflict.path)}
      me={me.id}
      onChoose={(choice) => void draft.engine.choose(conflict.path, choice)}
    />
  ));
}

function Buttons({ part }: { part: Part }) {
  const { award, kind, draft } = useReport();
  const navigate = useNavigate();
  const at = PARTS.indexOf(part);
  const [next, before] = [PARTS[at + 1], PARTS[at - 1]];
  const go = (to?: Part) => {
    void draft.engine.flush();
    void navigate(linkTo(award, kind, to) as never);
  };
  return (
    <div className="stack-s">
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={() => go(next)}>
          {next ? say.next : say.toList}
        </button>
        {next ? (
          <button type="button" className="btn btn-2" onClick={() => go()}>
            <Kana>{say.toList}</Kana>
          </button>
        ) : null}
        <Link className="btn btn-3" {...linkTo(award, kind, before)}>
          <Kana>{parts.back}</Kana>
        </Link>
      </div>
      <p className="sub">{next ? say.nextIs(say.parts[next]) : say.nextIsList}</p>
    </div>
  );
}
