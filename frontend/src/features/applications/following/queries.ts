/** What these screens ask the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Home = Schemas["HomeOutput"];
export type Card = Schemas["CardOutput"];
export type Status = Schemas["StatusOutput"];
export type WayStage = Schemas["WayStageOutput"];
export type Receipt = Schemas["ReceiptOutput"];
export type Correction = Schemas["CorrectionScreenOutput"];

export const homeQuery = queryOptions({
  queryKey: ["my-home"],
  queryFn: () => read(api.GET("/api/v1/screens/my-home/")),
});

export const statusQuery = (id: string) =>
  queryOptions({
    queryKey: ["application", id, "status"],
    queryFn: () => read(api.GET("/api/v1/screens/application-status/{id}/", { params: { path: { id } } })),
  });

export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: ["application", id, "receipt"],
    queryFn: () => read(api.GET("/api/v1/screens/application-receipt/{id}/", { params: { path: { id } } })),
  });

export const correctionQuery = (id: string, number: string) =>
  queryOptions({
    queryKey: ["application", id, "correction", number],
    queryFn: () =>
      read(
        api.GET("/api/v1/screens/application-correction/{id}/{number}/", {
          params: { path: { id, number } },
        }),
      ),
  });
