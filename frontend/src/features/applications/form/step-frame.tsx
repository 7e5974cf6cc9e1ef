/** One step of a form: where one is, what is to be mended here, and where the next button leads. */
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { Crumbs } from "@/components/crumbs";
import { ErrorSummary } from "@/components/error-summary";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Steps } from "@/components/steps";
import type { DraftData } from "@/lib/draft/types";
import { idOf } from "../budget-editor/notes";
import { useForm } from "./form-context";
import { useWritingAt } from "./form-frame";
import { say } from "./messages";
import { Conflicts, DraftState } from "./saving";
import {
  faultText,
  fieldId,
  labelOf,
  pointerParts,
  rowsOf,
  TASKS,
  type TaskKey,
  taskOf,
  tasksOf,
  textAt,
  textOf,
} from "./tasks";

export function StepFrame({ task, children }: { task: TaskKey; children: ReactNode }) {
  const { id, draft, screen, faults, mending } = useForm();
  useWritingAt(task, draft.engine);
  const [attempt] = useState(1);
  // A link to one thing to mend leads into its field, past the summary.
  useEffect(() => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted) document.getElementById(wanted)?.focus();
  }, []);
  const here = mending ? faults.filter((fault) => taskOf(fault.pointer) === task) : [];
  const mistakes = here.map((fault) => ({
    field: placeId(fault.pointer, draft.data),
    text: `${labelOf(fault.pointer, screen, draft.data)}：${faultText(fault)}`,
  }));
  const params = { id: String(id) };
  const tasks = tasksOf({
    screen,
    data: draft.data,
    faults,
    conflicts: draft.conflicts,
    documents: screen.documents,
    sending: 0,
  });
  const title = textAt(draft.data, "title") || say.untitled;
  return (
    <div className="wrap">
      <Crumbs
        crumbs={[
          { text: say.mine, link: { to: "/my" } },
          { text: title, link: { to: "/apply/$id", params } },
          { text: say.tasks[task] },
        ]}
      />
      <PageTitle
        title={say.tasks[task]}
        above={
          <div className="mb2">
            <Steps
              titles={tasks.map((each) => each.title)}
              at={TASKS.indexOf(task)}
              finished={tasks.map((each) => each.progress === "done")}
            />
          </div>
        }
      >
        <DraftState />
        <Others task={task} />
      </PageTitle>
      <div className="stack-l">
        <Conflicts task={task} />
        <ErrorSummary mistakes={mistakes} attempt={attempt} />
        {children}
        {task === "budget" ? null : <StepButtons task={task} />}
      </div>
    </div>
  );
}

/** The id of the field at a pointer; the budget's editor names its fields by the row's key. */
export function placeId(pointer: string, data: DraftData): string {
  if (taskOf(pointer) !== "budget") return fieldId(pointer);
  const [field = "", index, ...rest] = pointerParts(pointer);
  if (index === undefined) return idOf(field);
  const key = textOf(rowsOf(data[field])[Number(index)]?.key);
  return idOf([field, key, ...rest].join("/"));
}

export function StepButtons({ task }: { task: TaskKey }) {
  const { id, draft } = useForm();
  const navigate = useNavigate();
  const next = TASKS[TASKS.indexOf(task) + 1];
  const before = TASKS[TASKS.indexOf(task) - 1];
  const params = { id: String(id) };
  const go = (to: string) => {
    void draft.engine.flush();
    void navigate({ to, params } as never);
  };
  return (
    <div className="stack-s">
      <div className="btns">
        <button type="button" className="btn btn-1" onClick={() => go(`/apply/$id/${next ?? "check"}`)}>
          <Kana>{say.next}</Kana>
        </button>
        <button type="button" className="btn btn-2" onClick={() => go("/apply/$id")}>
          <Kana>{say.toList}</Kana>
        </button>
        <Link className="btn btn-3" to={before ? `/apply/$id/${before}` : "/apply/$id"} params={params}>
          <Kana>{say.back}</Kana>
        </Link>
      </div>
      <p className="sub">{next ? say.nextIs(say.tasks[next]) : say.nextIsCheck}</p>
    </div>
  );
}

function Others({ task }: { task: TaskKey }) {
  const { draft } = useForm();
  const here = draft.writers.filter((writer) => writer.part === task);
  return here.length === 0 ? null : (
    <p className="sub" role="status">
      {here.map((writer) => say.writingBy(writer.name)).join("、")}
    </p>
  );
}

/** The sentence of the fault at a pointer, once somebody came to mend. */
export function useFault(): (pointer: string) => string | undefined {
  const { faults, mending } = useForm();
  return (pointer) => {
    const found = mending ? faults.find((fault) => fault.pointer === pointer) : undefined;
    return found ? faultText(found) : undefined;
  };
}
