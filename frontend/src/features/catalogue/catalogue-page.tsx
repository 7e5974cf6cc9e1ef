/** Every part with all its states, for those who build and those who look whether it is right. */
import { useState } from "react";
import { Banner, Empty } from "@/components/banner";
import { Checkbox, Radios } from "@/components/choice";
import { Crumbs } from "@/components/crumbs";
import { DataTable } from "@/components/data-table";
import { Dialog } from "@/components/dialog";
import { ErrorSummary } from "@/components/error-summary";
import { Select, TextArea, TextField, YenField } from "@/components/field";
import { FileSlot } from "@/components/file-slot";
import { Kana } from "@/components/kana";
import { PageTitle } from "@/components/page-title";
import { Sankey } from "@/components/sankey";
import type { FlowNode } from "@/components/sankey-layout";
import { SaveState } from "@/components/save-state";
import { Stat } from "@/components/stat";
import { Steps } from "@/components/steps";
import { DaysLeft, ProgressTag, Tag } from "@/components/tag";
import { TaskList } from "@/components/task-list";
import { Timeline } from "@/components/timeline";
import { Working } from "@/components/working";
import { yen } from "@/lib/yen";
import { sample, say } from "./messages";

export function CataloguePage() {
  return (
    <div className="wrap">
      <Crumbs crumbs={[{ text: say.home, href: "/" }, { text: say.title }]} />
      <PageTitle title={say.title} />
      <div className="sheet">
        <Buttons />
        <Fields />
        <States />
        <News />
        <Lists />
        <Figures />
        <Flow />
        <Files />
        <Questions />
      </div>
    </div>
  );
}

function Buttons() {
  return (
    <section className="stack">
      <h2>
        <Kana>{say.buttons}</Kana>
      </h2>
      {(["btn-1", "btn-2", "btn-3", "btn-3 btn-danger"] as const).map((kind) => (
        <div className="btns" key={kind}>
          {(["", "is-hover", "is-active", "is-focus"] as const).map((state) => (
            <button type="button" className={`btn ${kind} ${state}`} key={state}>
              <Kana>{say.give}</Kana>
            </button>
          ))}
        </div>
      ))}
    </section>
  );
}

function Fields() {
  const [text, setText] = useState(sample.text);
  const [amount, setAmount] = useState("481,000");
  const [phone, setPhone] = useState(sample.phone);
  const [chosen, setChosen] = useState("10000");
  const [kind, setKind] = useState("");
  const [agreed, setAgreed] = useState(false);
  return (
    <section className="stack">
      <h2>
        <Kana>{say.fields}</Kana>
      </h2>
      <ErrorSummary mistakes={[{ field: "f-amount", text: say.tooMuch }]} />
      <TextField
        id="f-phone"
        label={say.phone}
        support={say.phoneHelp}
        required
        inputMode="tel"
        value={phone}
        onChange={setPhone}
      />
      <YenField
        id="f-amount"
        label={say.requested}
        support={say.limit}
        required
        error={say.tooMuch}
        value={amount}
        onChange={setAmount}
      />
      <TextArea id="f-text" label={say.purpose} required={false} limit={40} value={text} onChange={setText} />
      <Select
        id="f-kind"
        label={say.category}
        required
        empty={say.choose}
        options={sample.categories}
        value={kind}
        onChange={setKind}
      />
      <Radios
        id="f-give"
        label={say.amount}
        required
        columns
        options={[1000, 3000, 10000].map((each) => ({ value: String(each), label: yen(each) }))}
        value={chosen}
        onChange={setChosen}
      />
      <Checkbox id="f-agree" label={say.agree} checked={agreed} onChange={setAgreed} />
      <Checkbox
        id="f-agree2"
        label={say.agree}
        checked={false}
        onChange={() => undefined}
        error={say.agreeMissing}
      />
    </section>
  );
}

function States() {
  const at = new Date("2025-05-14T14:03:00+09:00");
  return (
    <section className="stack">
      <h2>
        <Kana>{say.states}</Kana>
      </h2>
      <p className="row">
        {(["todo", "partial", "check", "done"] as const).map((progress) => (
          <ProgressTag key={progress} progress={progress} />
        ))}
        <Tag look="record">{say.draft}</Tag>
        <DaysLeft days={12} />
        <DaysLeft days={2} />
        <DaysLeft days={0} />
        <DaysLeft days={-4} />
      </p>
      <SaveState saving={{ state: "saving" }} />
      <SaveState saving={{ state: "saved", at }} />
      <SaveState saving={{ state: "local", at }} />
      <SaveState saving={{ state: "failed" }} onRetry={() => undefined} />
      <Steps titles={sample.steps} at={1} />
    </section>
  );
}

function News() {
  return (
    <section className="stack">
      <h2>
        <Kana>{say.news}</Kana>
      </h2>
      <div className="grid-2">
        {(["info", "ok", "warn", "err"] as const).map((kind) => (
          <Banner key={kind} kind={kind} title={sample.news[kind]}>
            <p>
              <Kana>{say.newsText}</Kana>
            </p>
          </Banner>
        ))}
      </div>
      <Empty>
        <p>
          <Kana>{say.nothing}</Kana>
        </p>
      </Empty>
    </section>
  );
}

function Lists() {
  return (
    <section className="stack">
      <h2>
        <Kana>{say.lists}</Kana>
      </h2>
      <TaskList
        tasks={(["done", "partial", "check", "todo"] as const).map((progress, index) => ({
          key: progress,
          title: sample.tasks[index] ?? "",
          progress,
          link: { to: "/parts" },
          ...(progress === "partial" ? { detail: say.missing } : {}),
        }))}
      />
      <Timeline
        stages={(["done", "now", "next"] as const).map((state, index) => ({
          key: state,
          title: sample.stages[index] ?? "",
          state,
          when: say.when,
        }))}
      />
      <DataTable
        caption={say.table}
        columns={[
          { key: "item", title: say.item, cell: (row) => row.item },
          { key: "amount", title: say.amount, right: true, cell: (row) => yen(row.amount) },
        ]}
        rows={sample.rows}
        rowKey={(row) => row.item}
      />
    </section>
  );
}

function Figures() {
  return (
    <section className="grid-2">
      <div className="stack">
        <h2>
          <Kana>{say.figures}</Kana>
        </h2>
        <Stat
          label={say.given}
          value={2_799_450}
          parts={sample.parts}
          asOf="2026-03-31"
          explain="/numbers?explain=raised"
        />
      </div>
      <Working
        title={say.working}
        sumLabel={say.most}
        sum={457_000}
        terms={[
          {
            key: "rate",
            label: sample.terms[0],
            amount: 457_000,
            expression: "609,600 × 3/4 = 457,200",
            binding: true,
          },
          { key: "cap", label: sample.terms[1], amount: 2_000_000 },
          {
            key: "gap",
            label: sample.terms[2],
            amount: 457_000,
            expression: "640,000 − 183,000",
            binding: true,
          },
        ]}
      />
    </section>
  );
}

function Flow() {
  return (
    <section className="stack">
      <h2>
        <Kana>{say.flow}</Kana>
      </h2>
      <Sankey
        sentence={sample.flow.sentence}
        caption={say.flow}
        total={10_000}
        nodes={sample.flow.nodes as FlowNode[]}
        flows={sample.flow.flows}
      />
    </section>
  );
}

function Files() {
  return (
    <section className="stack">
      <h2>
        <Kana>{say.files}</Kana>
      </h2>
      <div className="grid-2">
        <FileSlot
          title={sample.papers[0] ?? ""}
          required
          files={[]}
          accept=".pdf"
          onChoose={() => undefined}
          error={say.fileMissing}
        />
        <FileSlot
          title={sample.papers[1] ?? ""}
          required={false}
          accept=".pdf"
          onChoose={() => undefined}
          onRemove={() => undefined}
          files={[
            { key: "a", name: "a.pdf", pages: 4, file: { state: "usable" }, href: "/parts" },
            { key: "b", name: "b.pdf", file: { state: "sending", percent: 60 } },
            { key: "c", name: "c.pdf", file: { state: "scanning" } },
            { key: "d", name: "d.pdf", file: { state: "unusable", reason: say.virus } },
            { key: "e", name: "e.pdf", file: { state: "waiting" } },
            { key: "f", name: "f.pdf", file: { state: "unscanned" } },
          ]}
        />
      </div>
    </section>
  );
}

function Questions() {
  const [open, setOpen] = useState(false);
  return (
    <section className="stack">
      <h2>
        <Kana>{say.dialog}</Kana>
      </h2>
      <p>
        <button type="button" className="btn btn-2" onClick={() => setOpen(true)}>
          <Kana>{say.openDialog}</Kana>
        </button>
      </p>
      <Dialog title={say.submitTitle} open={open} onClose={() => setOpen(false)}>
        <p>
          <Kana>{say.submitText}</Kana>
        </p>
        <div className="btns">
          <button type="button" className="btn btn-1" onClick={() => setOpen(false)}>
            <Kana>{say.submit}</Kana>
          </button>
          <button type="button" className="btn btn-2" onClick={() => setOpen(false)}>
            <Kana>{say.back}</Kana>
          </button>
        </div>
      </Dialog>
    </section>
  );
}
