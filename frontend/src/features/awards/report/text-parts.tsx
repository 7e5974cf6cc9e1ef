/** できたこと・人数, and 学び: what was done, for how many, and what came of it. */
import { Banner } from "@/components/banner";
import { TextArea, TextField } from "@/components/field";
import type { Json } from "@/lib/draft/types";
import { PartFrame } from "./frame";
import { say } from "./messages";
import { fieldId, textOf } from "./parts";
import { isOpen, useFault, useReport } from "./report-context";

const TEXT_LIMIT = 4000;
const LESSONS_LIMIT = 2000;

export function DonePart() {
  const { screen, draft } = useReport();
  const fault = useFault();
  const needs = (name: string) => screen.requires.includes(name);
  return (
    <PartFrame part="done">
      <Banner kind="info" title={say.published} />
      {isOpen(screen, "text") ? (
        <TextArea
          id={fieldId("/text")}
          label={say.fields.text}
          support={say.textHelp}
          required={needs("text")}
          limit={TEXT_LIMIT}
          rows={8}
          error={fault("/text")}
          value={textOf(draft.data.text)}
          onChange={(text) => draft.engine.set("text", text)}
        />
      ) : (
        <Kept label={say.fields.text} text={textOf(draft.data.text)} />
      )}
      {isOpen(screen, "people") ? (
        <TextField
          id={fieldId("/people")}
          label={say.fields.people}
          support={say.peopleHelp}
          required={needs("people")}
          width="short"
          inputMode="numeric"
          autoComplete="off"
          error={fault("/people")}
          value={textOf(draft.data.people)}
          onChange={(text) => draft.engine.set("people", text)}
        />
      ) : (
        <Kept label={say.fields.people} text={textOf(draft.data.people)} />
      )}
      <Results />
    </PartFrame>
  );
}

function Results() {
  const { screen, draft } = useReport();
  const fault = useFault();
  const typed = Array.isArray(draft.data.results) ? draft.data.results : [];
  const set = (at: number, text: string) =>
    draft.engine.edit((data) => {
      const before = Array.isArray(data.results) ? data.results : [];
      const all = screen.report.indicators.map((_, place): Json => before[place] ?? "");
      return { ...data, results: all.map((each, place) => (place === at ? text : each)) };
    });
  return screen.report.indicators.map((indicator, at) => {
    const label = indicator.name || say.result(at + 1);
    const value = textOf(typed[at]);
    const target = `${indicator.target}${indicator.unit}`;
    return isOpen(screen, "results") ? (
      <TextField
        key={fieldId(`/results/${at}`)}
        id={fieldId(`/results/${at}`)}
        label={label}
        support={target ? say.target(target) : say.noTarget}
        required={screen.requires.includes("results")}
        width="short"
        error={fault(`/results/${at}`)}
        value={value}
        onChange={(text) => set(at, text)}
      />
    ) : (
      <Kept key={fieldId(`/results/${at}`)} label={label} text={value} />
    );
  });
}

export function LessonsPart() {
  const { screen, draft } = useReport();
  const fault = useFault();
  return (
    <PartFrame part="lessons">
      {isOpen(screen, "lessons") ? (
        <TextArea
          id={fieldId("/lessons")}
          label={say.fields.lessons}
          support={say.lessonsHelp}
          required={screen.requires.includes("lessons")}
          limit={LESSONS_LIMIT}
          error={fault("/lessons")}
          value={textOf(draft.data.lessons)}
          onChange={(text) => draft.engine.set("lessons", text)}
        />
      ) : (
        <Kept label={say.fields.lessons} text={textOf(draft.data.lessons)} />
      )}
    </PartFrame>
  );
}

/** What stays as it was handed in. */
export function Kept({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="label">{label}</p>
      <p className="pre">{text || say.nothing}</p>
    </div>
  );
}
