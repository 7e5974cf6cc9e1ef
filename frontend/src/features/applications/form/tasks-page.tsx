/** A4 申請のタスク一覧: what is left, who else writes, until when. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { Banner } from "@/components/banner";
import { Crumbs } from "@/components/crumbs";
import { Dialog } from "@/components/dialog";
import { Icon } from "@/components/icon";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { DaysLeft, Tag } from "@/components/tag";
import { TaskList } from "@/components/task-list";
import { say as parts } from "@/components/words";
import { clock, day, daysUntil } from "@/lib/date";
import { forgetDraft } from "@/lib/draft/page";
import { problemOf } from "@/lib/problem";
import { now } from "@/lib/server-clock";
import { site } from "@/lib/site";
import { applicationFiles } from "@/lib/uploads/application";
import { useUploads } from "@/lib/uploads/use-uploads";
import { formQuery, useForm } from "./form-context";
import { useWritingAt } from "./form-frame";
import { say } from "./messages";
import { Conflicts, DraftState } from "./saving";
import { type Screen, type TaskKey, type TaskState, tasksOf, textAt } from "./tasks";

export function TasksPage() {
  const { id, draft, screen } = useForm();
  useWritingAt("tasks", draft.engine);
  const tasks = useTasks();
  const title = textAt(draft.data, "title") || say.untitled;
  const done = tasks.filter((task) => task.progress === "done").length;
  const resume = tasks.find((task) => task.progress !== "done");
  const params = { id: String(id) };
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.mine, link: { to: "/my" } }, { text: title }]} />
      <PageTitle
        title={title}
        typed
        above={
          <div className="row">
            <p className="sub">
              {screen.round.name}　{screen.application.department.name}
            </p>
            <Tag look="record">{screen.application.state_label}</Tag>
          </div>
        }
      >
        <DraftState />
      </PageTitle>
      <div className="cols">
        <div className="stack-l">
          <Conflicts />
          <div className="only-s">
            <Deadline screen={screen} id="due-s" />
          </div>
          <section aria-labelledby="progress" className="stack">
            <h2 id="progress">{say.done(done, tasks.length)}</h2>
            <Bar done={done} all={tasks.length} />
            {resume ? (
              <div className="btns">
                <Link className="btn btn-1" to={`/apply/$id/${resume.key}`} params={params}>
                  {say.resume(resume.title)}
                </Link>
              </div>
            ) : null}
          </section>
          <section aria-labelledby="tasks">
            <h2 id="tasks" className="h-s mb2">
              <Kana>{say.tasksTitle}</Kana>
            </h2>
            <TaskList
              tasks={tasks.map((task) => ({
                key: task.key,
                title: task.title,
                progress: task.progress,
                detail: [task.detail, writingIn(task.key, draft.writers)].filter(Boolean).join(" "),
                link: {
                  to: `/apply/$id/${task.key}`,
                  params,
                  search: task.detail ? { mend: true } : {},
                } as never,
              }))}
            />
          </section>
          <div className="btns">
            <Link className={resume ? "btn btn-2" : "btn btn-1"} to="/apply/$id/check" params={params}>
              <Kana>{say.toCheck}</Kana>
            </Link>
            <a className="btn btn-2" href={`/api/v1/applications/${id}/draft/pdf/`}>
              <Icon name="print" />
              <Kana>{say.print}</Kana>
            </a>
          </div>
          {screen.application.state === "draft" ? <GiveUp /> : null}
        </div>
        <aside className="stack-l" aria-label={say.together}>
          <div className="only-l">
            <Deadline screen={screen} id="due-l" />
          </div>
          <People />
          <section className="stack-s" aria-labelledby="help">
            <h2 className="h-s" id="help">
              <Kana>{say.help}</Kana>
            </h2>
            <p>
              <a className="tel num" href={`tel:${(site.fund?.phone ?? "").replaceAll("-", "")}`}>
                {site.fund?.phone}
              </a>
              <br />
              {site.fund?.hours}
              {say.helpText}
            </p>
          </section>
        </aside>
      </div>
    </div>
  );
}

export function useTasks(): TaskState[] {
  const { id, me, draft, screen, faults } = useForm();
  const client = useQueryClient();
  const { sending } = useUploads(applicationFiles(id), me.id, () =>
    client.invalidateQueries({ queryKey: formQuery(id).queryKey }),
  );
  return tasksOf({
    screen,
    data: draft.data,
    faults,
    conflicts: draft.conflicts,
    documents: screen.documents,
    sending: sending.length,
  });
}

function writingIn(key: TaskKey, writers: readonly { name: string; part: string }[]): string {
  const here = writers.filter((writer) => writer.part === key).map((writer) => writer.name);
  return here.length > 0 ? say.writing(here.join("、")) : "";
}

function Bar({ done, all }: { done: number; all: number }) {
  const width = 100 / all;
  const starts = Array.from({ length: all }, (_, index) => index * width);
  return (
    <svg className="bar bar-s" height="12" role="img" aria-label={say.done(done, all)}>
      {starts.map((start) => {
        const full = start < done * width - 1;
        return (
          <rect
            key={start}
            x={`${start}%`}
            width={`${width - 0.8}%`}
            height="12"
            rx="2"
            fill={full ? "#197a4b" : "#fff"}
            stroke={full ? "#197a4b" : "#666"}
          />
        );
      })}
    </svg>
  );
}

function Deadline({ screen, id }: { screen: Screen; id: string }) {
  const until = screen.application.extension?.approved
    ? screen.application.extension.until
    : screen.round.closes_at;
  const grace = new Date(new Date(until).getTime() + screen.round.settings.grace_minutes * 60_000);
  return (
    <section className="panel stack-s" aria-labelledby={id}>
      <h2 className="h-s" id={id}>
        <Kana>{say.deadline}</Kana>
      </h2>
      <p className="big">
        {day(until)}
        <span className="num">{clock(until)}</span>
      </p>
      <p className="due">
        <DaysLeft days={daysUntil(until, now())} />
      </p>
      {screen.round.settings.grace_minutes > 0 ? <p className="sub">{say.until(clock(grace))}</p> : null}
    </section>
  );
}

function People() {
  const { me, draft, screen } = useForm();
  return (
    <section className="stack" aria-labelledby="people">
      <h2 className="h-s" id="people">
        <Kana>{say.together}</Kana>
      </h2>
      <ul className="people">
        {screen.group.members_present.map((member) => {
          const writer = draft.writers.find((each) => each.id === member.user.id);
          const part = writer ? (say.tasks as Readonly<Record<string, string>>)[writer.part] : undefined;
          return (
            <li key={member.user.id}>
              <span className="ava" aria-hidden="true">
                {member.user.name.slice(0, 1)}
              </span>
              <span>
                <b>{member.user.name}</b>（{member.role_label}）
                <br />
                <span className="sub">
                  {member.user.id === me.id
                    ? say.you
                    : part
                      ? say.writingPart(part)
                      : writer
                        ? say.writingBy(writer.name)
                        : ""}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <a className="btn btn-2 btn-m" href={`/groups/${screen.group.id}`}>
        <Icon name="plus" />
        <Kana>{say.invite}</Kana>
      </a>
    </section>
  );
}

function GiveUp() {
  const { id, me, draft } = useForm();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const discard = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/applications/{id}/discard/", { params: { path: { id: String(id) } } }),
    onSuccess: async () => {
      await draft.engine.stop();
      await forgetDraft(me.id, `application/${id}`);
      await navigate({ to: "/my" } as never);
    },
  });
  return (
    <p>
      <button type="button" className="btn btn-3 btn-danger" onClick={() => setOpen(true)}>
        <Kana>{say.giveUp}</Kana>
      </button>
      <Dialog title={say.giveUpAsk} open={open} onClose={() => setOpen(false)}>
        <p>
          <Kana>{say.giveUpHint}</Kana>
        </p>
        {discard.error ? <Banner kind="err" title={problemOf(discard.error).message} live /> : null}
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => discard.mutate()}>
            <Kana>{say.giveUpDo}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setOpen(false)}>
            <Kana>{parts.back}</Kana>
          </button>
        </div>
      </Dialog>
    </p>
  );
}
