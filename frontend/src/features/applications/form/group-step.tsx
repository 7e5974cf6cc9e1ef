/** A5 団体のこと: the group's own profile, written like the form itself and kept for next year. */
import { Banner } from "@/components/banner";
import { AnotherPerson, savingOf } from "@/components/draft-state";
import { TextField } from "@/components/field";
import { SaveState } from "@/components/save-state";
import { isAnotherPerson } from "@/lib/draft/http";
import { groupHelp, groupLabel } from "@/lib/group-words";
import { say } from "./files-messages";
import { useForm } from "./form-context";
import { FIELDS } from "./group-profile";
import { StepFrame } from "./step-frame";
import { fieldId, textOf } from "./tasks";

const REQUIRED: ReadonlySet<string> = new Set(["name", "representative", "address", "phone"]);
const SHORT: ReadonlySet<string> = new Set(["postal_code", "phone", "founded_on", "members"]);
export function GroupStep() {
  const { screen, profile } = useForm();
  const mayWrite = screen.group.role !== "viewer";
  const problem = profile.state.kind === "failed" ? profile.state.problem : null;
  return (
    <StepFrame task="group">
      <p>{mayWrite ? say.group.lead : say.group.viewer}</p>
      {profile.state.kind === "untouched" ? null : (
        <SaveState saving={savingOf(profile.state)} onRetry={() => profile.engine.wake()} />
      )}
      <AnotherPerson state={profile.state} />
      {problem && !problem.faults?.length && !isAnotherPerson(problem) ? (
        <Banner kind="err" title={problem.detail} live />
      ) : null}
      {FIELDS.map((field) => (
        <TextField
          key={field}
          id={fieldId(`/group/${field}`)}
          label={groupLabel(field)}
          support={groupHelp(field)}
          required={REQUIRED.has(field)}
          width={SHORT.has(field) ? "short" : "prose"}
          readOnly={!mayWrite}
          value={textOf(profile.data[field])}
          error={problem?.faults?.find((fault) => fault.pointer === `/${field}`)?.text}
          onChange={(text) => profile.engine.set(field, text)}
        />
      ))}
    </StepFrame>
  );
}
