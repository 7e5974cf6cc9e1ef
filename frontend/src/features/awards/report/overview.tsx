/** The parts of a report, how far each is, and handing it in. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { Banner } from "@/components/banner";
import { Dialog } from "@/components/dialog";
import { DraftState } from "@/components/draft-state";
import { ErrorSummary } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { TaskList } from "@/components/task-list";
import { say as parts } from "@/components/words";
import { forgetDraft } from "@/lib/draft/page";
import { Asked, Conflicts, DueDay, linkTo, ReportTitle, statesOf } from "./frame";
import { say } from "./messages";
import { faultsIn, fieldId, labelOf, partOf, partsDone, type Screen, sentence } from "./parts";
import { reportQuery, useReport } from "./report-context";
import { handIn, type Outcome } from "./submit";
import { draftOfReport } from "./transport";

export function Overview() {
  const report = useReport();
  const { award, kind, screen, draft } = report;
  const states = statesOf(report);
  return (
    <div className="wrap">
      <ReportTitle kind={kind} screen={screen}>
        <DraftState draft={draft} />
      </ReportTitle>
      <div className="stack-l">
        <Conflicts />
        {screen.report.state === "returned" ? (
          <>
            <Asked screen={screen} />
            <Opened screen={screen} />
          </>
        ) : (
          <DueDay screen={screen} />
        )}
        <HandIn>
          <section className="stack-s" aria-label={say.title[kind]}>
            <p className="b">{say.progress(partsDone(states), states.length)}</p>
            <TaskList
              tasks={states.map((state) => ({
                key: state.part,
                title: say.parts[state.part],
                progress: state.progress,
                detail: state.detail,
                link: linkTo(award, kind, state.part),
              }))}
            />
          </section>
        </HandIn>
      </div>
    </div>
  );
}

/** What the office opened, each a link to its place. */
function Opened({ screen }: { screen: Screen }) {
  const { award, kind, draft } = useReport();
  const places = screen.report.opened.map((place) =>
    typeof place === "number" ? `/rows/${place}` : `/${String(place)}`,
  );
  return (
    <ul className="bullets">
      {places.map((place) => {
        const part = partOf(place);
        return part === null ? null : (
          <li key={place}>
            <Link
              className="link44"
              {...linkTo(award, kind, part)}
              hash={fieldId(place.startsWith("/rows/") ? `${place}/paid_on` : place)}
            >
              {labelOf(place, draft.data)}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The button, what it asks, and what keeps the report from going in: every line leads into its field. */
function HandIn({ children }: { children: ReactNode }) {
  const { award, kind, me, screen, draft, told, faults, uploads } = useReport();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const under = useRef(false);
  const { queryKey, queryFn } = reportQuery(award, kind);
  const report = screen.report.id;
  const mistakes = faults.map((fault) => {
    const part = partOf(fault.pointer);
    return {
      field: fieldId(fault.pointer),
      text: sentence(fault, draft.data),
      ...(part ? { link: linkTo(award, kind, part, true) } : {}),
    };
  });

  const begin = async () => {
    setOutcome(null);
    // What was typed last is judged, too.
    await draft.engine.flush();
    const { answer, data } = draft.engine.getSnapshot();
    setAttempt((count) => count + 1);
    // What keeps it from going in is said before anybody is asked whether they are sure.
    if (faultsIn(answer ?? told, data).length > 0) setOutcome({ kind: "faults" });
    else if (uploads.sending.length === 0) setOpen(true);
  };
  const send = async () => {
    if (under.current) return;
    under.current = true;
    setBusy(true);
    const found = await handIn({
      engine: draft.engine,
      report,
      me,
      returned: screen.report.state === "returned",
      ask: () => client.fetchQuery({ queryKey, queryFn, staleTime: 0 } as never),
    });
    setOpen(false);
    setBusy(false);
    under.current = false;
    if (found.kind !== "received") {
      setOutcome(found);
      setAttempt((count) => count + 1);
      return;
    }
    await draft.engine.stop();
    await forgetDraft(me.id, draftOfReport(report).subject);
    await client.invalidateQueries({ queryKey: ["award", award] });
  };

  return (
    <>
      {outcome?.kind === "faults" ? <ErrorSummary mistakes={mistakes} attempt={attempt} /> : null}
      {outcome && outcome.kind !== "faults" ? <Refusal outcome={outcome} /> : null}
      {attempt > 0 ? <FilesLeft /> : null}
      {children}
      <section className="stack">
        <p>
          <Kana>{say.askPublic}</Kana>
        </p>
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => void begin()}>
            <Kana>{say.submit[kind]}</Kana>
          </button>
        </div>
        <Dialog title={say.ask[kind]} open={open} onClose={() => (busy ? undefined : setOpen(false))}>
          <p>
            <Kana>{say.askText}</Kana>
          </p>
          <p>
            <Kana>{say.askPublic}</Kana>
          </p>
          {busy ? (
            <p role="status" className="b">
              <Kana>{say.submitting}</Kana>
            </p>
          ) : null}
          <div className="btns">
            <button type="button" className="btn btn-1" onClick={() => void send()}>
              <Kana>{say.submit[kind]}</Kana>
            </button>
            <button type="button" className="btn btn-2" onClick={() => (busy ? undefined : setOpen(false))}>
              <Kana>{parts.back}</Kana>
            </button>
          </div>
        </Dialog>
      </section>
    </>
  );
}

/** Files that are still on the device. */
function FilesLeft() {
  const { uploads } = useReport();
  const refused = uploads.sending.filter((file) => file.refusal !== "").length;
  const waiting = uploads.sending.length - refused;
  return (
    <>
      {waiting > 0 ? <Banner kind="warn" title={say.filesWaiting(waiting)} live /> : null}
      {refused > 0 ? <Banner kind="warn" title={say.refusedFile(refused)} live /> : null}
    </>
  );
}

function Refusal({ outcome }: { outcome: Outcome }) {
  if (outcome.kind === "unsent") return <Banner kind="err" title={say.unsent} live />;
  if (outcome.kind === "conflicts") return <Banner kind="err" title={say.conflicts} live />;
  if (outcome.kind !== "refused") return null;
  const { message, faults } = outcome.problem;
  return (
    <Banner kind="err" title={message} live>
      {faults.length > 0 ? (
        <ul className="list">
          {faults.map((fault) => (
            <li key={`${fault.pointer} ${fault.code}`}>{fault.text}</li>
          ))}
        </ul>
      ) : null}
    </Banner>
  );
}
