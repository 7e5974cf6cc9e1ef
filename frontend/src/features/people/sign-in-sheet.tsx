/** The session ended in the middle of work: sign in again over the page, which stays as it is. */
import { lazy, Suspense, useEffect, useState } from "react";
import { onSession, sessionIsLost } from "@/lib/session";

const Sheet = lazy(() => import("./sign-in-sheet-dialog"));

export function SignInSheet() {
  const [open, setOpen] = useState(sessionIsLost);
  useEffect(() => onSession(setOpen), []);
  if (!open) return null;
  return (
    <Suspense>
      <Sheet onClose={() => setOpen(false)} />
    </Suspense>
  );
}
