/** What the screens after the decision read. */
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";

export type Award = components["schemas"]["AwardDetail"];
export type Payments = components["schemas"]["PaymentsOutput"];
export type Payment = components["schemas"]["PlannedPaymentOutput"];
export type Settlement = components["schemas"]["SettlementOutput"];

const at = (id: string) => ({ params: { path: { id } } });

export const awardQuery = (id: string) =>
  queryOptions({ queryKey: ["award", id], queryFn: () => read(api.GET("/api/v1/awards/{id}/", at(id))) });

export const paymentsQuery = (id: string) =>
  queryOptions({
    queryKey: ["award", id, "payments"],
    queryFn: () => read(api.GET("/api/v1/awards/{id}/payments/", at(id))),
  });

export const settlementQuery = (id: string) =>
  queryOptions({
    queryKey: ["award", id, "settlement"],
    queryFn: () => read(api.GET("/api/v1/awards/{id}/settlement/", at(id))),
  });

export const lettersQuery = (id: string) =>
  queryOptions({
    queryKey: ["award", id, "letters"],
    queryFn: () => read(api.GET("/api/v1/official-letters/", { params: { query: { award: Number(id) } } })),
  });
