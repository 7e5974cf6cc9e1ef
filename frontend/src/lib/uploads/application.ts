/** The documents of an application, on their way. */
import type { Destination } from "./queue";

export const applicationFiles = (application: number): Destination => ({
  subject: `application/${application}`,
  address: `/api/v1/applications/${application}/documents/`,
  fields: ({ code }) => (code ? { document_code: code } : {}),
});
