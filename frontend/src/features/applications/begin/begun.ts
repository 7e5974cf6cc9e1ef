/** Making the draft. What an attempt that failed half-way has made already is taken up, not made a second time. */
import { api, read } from "@/api/client";
import { carriedFor, putDown } from "@/lib/carried";
import { problemOf } from "@/lib/problem";

export interface Made {
  /** By name. */
  readonly groups: Map<string, number>;
  /** By department and group. */
  readonly drafts: Map<string, { id: number; version?: number | undefined }>;
}

/** The new draft's id. What was carried is let go of once it is in the draft. */
export async function begun(department: number, group: number | string, made: Made): Promise<number> {
  const draft = await draftOf(
    department,
    typeof group === "number" ? group : await groupOf(group, made),
    made,
  );
  const carried = carriedFor(department);
  if (carried && Object.keys(carried.fields).length > 0) {
    const header = { "If-Match": `"${draft.version}"` };
    const params = { path: { id: String(draft.id) }, header };
    const body = carried.fields as Record<string, unknown>;
    try {
      await read(api.PATCH("/api/v1/applications/{id}/draft/", { params, body }));
    } catch (error) {
      // A newer version than the one just made: the attempt whose answer was lost did arrive.
      if (problemOf(error).status !== 412) throw error;
    }
  }
  putDown();
  return draft.id;
}

async function groupOf(name: string, made: Made): Promise<number> {
  const id = made.groups.get(name) ?? (await read(api.POST("/api/v1/groups/", { body: { name } }))).id;
  made.groups.set(name, id);
  return id;
}

async function draftOf(department: number, group: number, made: Made) {
  const key = `${department}/${group}`;
  const draft =
    made.drafts.get(key) ?? (await read(api.POST("/api/v1/applications/", { body: { department, group } })));
  made.drafts.set(key, { id: draft.id, version: draft.version });
  return draft;
}
