/** A question over the page (native dialog: focus stays inside, Esc closes, focus goes back). */
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Kana } from "./kana";

export function Dialog({
  title,
  open,
  onClose,
  children,
}: {
  title: ReactNode;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={box}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (open) onClose();
      }}
    >
      {open ? (
        <div className="stack">
          <h2 id={heading}>
            <Kana>{title}</Kana>
          </h2>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
