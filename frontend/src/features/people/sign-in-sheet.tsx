/** The session ended in the middle of work: sign in again over the page, which stays as it is. */
import { lazy, Suspense, useEffect, useState } from "react";
import { onSession, sessionIsLost } from "@/lib/session";
import { whenQuiet } from "@/lib/typing";

const Sheet = lazy(() => import("./sign-in-sheet-dialog"));

export function SignInSheet() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let callOff = () => {};
    const hear = (isLost: boolean) => {
      callOff();
      // The letters of a word in the middle of which the sheet opened would go into its own field.
      if (isLost) callOff = whenQuiet(() => setOpen(true));
      else setOpen(false);
    };
    const untie = onSession(hear);
    hear(sessionIsLost());
    return () => {
      untie();
      callOff();
    };
  }, []);
  if (!open) return null;
  return (
    <Suspense>
      <Sheet onClose={() => setOpen(false)} />
    </Suspense>
  );
}
