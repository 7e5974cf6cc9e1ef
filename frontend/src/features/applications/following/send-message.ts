/** A message to the office. The key is made once for one message: sent again, it does not arrive twice. */
import { api, read } from "@/api/client";

export interface Outgoing {
  body: string;
  files: readonly File[];
  key: string;
}

export function sendMessage(application: number, message: Outgoing) {
  const params = {
    path: { id: String(application) },
    header: { "Idempotency-Key": message.key },
  };
  const { body, files } = message;
  if (files.length === 0) {
    return read(api.POST("/api/v1/applications/{id}/messages/", { params, body: { body, field: "" } }));
  }
  return read(
    api.POST("/api/v1/applications/{id}/messages/", {
      params,
      body: { body, field: "" },
      bodySerializer: () => {
        const form = new FormData();
        form.set("body", body);
        for (const file of files) form.append("files", file, file.name);
        return form;
      },
    }),
  );
}
