/** What every step of a form has at hand. */
import { queryOptions } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api } from "@/api/client";
import type { FormDraft } from "@/lib/draft/http";
import type { ServerDraft } from "@/lib/draft/types";
import type { Draft } from "@/lib/draft/use-draft";
import type { Me } from "@/lib/me";
import { isKept } from "@/lib/offline";
import type { Fault, Screen } from "./tasks";

/** A form's screen, and whether it is the device's copy of it. */
export type Asked = Screen & { readonly fromDevice: boolean };

export const formQuery = (id: number) =>
  queryOptions({
    queryKey: ["form", id],
    queryFn: async (): Promise<Asked> => {
      const params = { path: { id: String(id) } };
      const { data, response } = await api.GET("/api/v1/screens/applications/{id}/", { params });
      return { ...(data as Screen), fromDevice: isKept(response) };
    },
    refetchInterval: (query) =>
      query.state.data?.documents.some((document) => document.scan_state === "waiting") ? 5_000 : false,
  });

export interface Form {
  readonly id: number;
  readonly me: Me;
  readonly screen: Screen;
  readonly draft: Draft<FormDraft>;
  /** The group's own profile, which A5 writes. */
  readonly profile: Draft<ServerDraft>;
  /** What the server found to mend in the draft as it last had it. */
  readonly faults: readonly Fault[];
  /** Whether faults are shown at the fields: once somebody came to mend them. */
  readonly mending: boolean;
}

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (form === null) throw new Error("outside of a form");
  return form;
}
