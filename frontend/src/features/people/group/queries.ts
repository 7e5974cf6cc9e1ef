/** What the group's screens ask the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";
import { meQuery } from "@/lib/me";
import { queries } from "@/lib/queries";

type Schemas = components["schemas"];
export type Profile = Schemas["GroupProfileOutput"];
export type Group = Schemas["ProfileGroup"];
export type Bank = Schemas["BankOutput"];

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ["group", id],
    queryFn: () => read(api.GET("/api/v1/screens/group-profile/{id}/", { params: { path: { id } } })),
  });

export const banksQuery = (typed: string) =>
  queryOptions({
    queryKey: ["banks", typed],
    queryFn: () => read(api.GET("/api/v1/banks/", { params: { query: { q: typed } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const branchesQuery = (bank: string, typed: string) =>
  queryOptions({
    queryKey: ["banks", bank, typed],
    queryFn: () => read(api.GET("/api/v1/bank-branches/", { params: { query: { bank, q: typed } } })),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: bank !== "",
  });

/** After a change: what stands in the header comes anew too. */
export async function renewGroup(id: number): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["group", String(id)] }),
    queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  ]);
}

export function may(group: Group, verb: string): boolean {
  return group.actions.some((action) => action.verb === verb && action.allowed);
}
