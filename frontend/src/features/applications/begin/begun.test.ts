import { expect, test, vi } from "vitest";
import { Problem } from "@/lib/problem";

const calls: string[] = [];
let patch = async () => ({ data: {} });

vi.mock("@/api/client", () => ({
  read: async (answer: Promise<{ data: unknown }>) => (await answer).data,
  api: {
    POST: async (path: string) => {
      calls.push(path);
      return { data: { id: 7, version: 1 } };
    },
    PATCH: async () => patch(),
  },
}));
vi.mock("@/lib/carried", () => ({
  carriedFor: () => ({ fields: { requested: 1 } }),
  putDown: () => undefined,
}));

test("a second press after a failure makes neither a second group nor a second draft", async () => {
  const { begun } = await import("./begun");
  const made = { groups: new Map(), drafts: new Map() };
  patch = () => Promise.reject(new Problem(0, null));
  await expect(begun(3, "みはらし里山の会", made)).rejects.toThrow();
  patch = () => Promise.reject(new Problem(412, null));
  await expect(begun(3, "みはらし里山の会", made)).resolves.toBe(7);
  expect(calls).toEqual(["/api/v1/groups/", "/api/v1/applications/"]);
});
