/** Where what was typed is, and the texts that met, in this form. */
import { ConflictBox, DraftState as State } from "@/components/draft-state";
import { get } from "@/lib/draft/places";
import { useForm } from "./form-context";
import { labelOf, type TaskKey, taskOf } from "./tasks";

export function DraftState() {
  return <State draft={useForm().draft} />;
}

/** The texts that met in this part of the form (or in any), each with its choice. */
export function Conflicts({ task }: { task?: TaskKey }) {
  const { draft, screen, me } = useForm();
  const here = draft.conflicts.filter((conflict) => task === undefined || taskOf(conflict.path) === task);
  return (
    <>
      {here.map((conflict) => (
        <ConflictBox
          key={conflict.path}
          conflict={conflict}
          place={labelOf(conflict.path, screen, draft.data)}
          mine={get(draft.data, conflict.path)}
          me={me.id}
          onChoose={(choice) => void draft.engine.choose(conflict.path, choice)}
        />
      ))}
    </>
  );
}
