/** A button that opens the camera or the files of the device. */
import { useRef } from "react";
import { Icon } from "./icon";
import { Kana } from "./kana";

export function FileButton({
  own,
  icon,
  text,
  title,
  accept,
  look = "btn-2",
  capture = false,
  onChoose,
}: {
  /** The id of the button. */
  own?: string | undefined;
  icon: "camera" | "file";
  text: string;
  /** What it is for, where the words alone do not tell. */
  title?: string;
  accept: string;
  look?: "btn-2" | "btn-2 btn-m";
  capture?: boolean;
  onChoose: (files: File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" id={own} className={`btn ${look}`} onClick={() => input.current?.click()}>
        <Icon name={icon} />
        <Kana>{text}</Kana>
        {title ? <span className="vh">（{title}）</span> : null}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={accept}
        aria-label={title ? `${text}（${title}）` : text}
        capture={capture ? "environment" : undefined}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          if (chosen.length > 0) onChoose(chosen);
        }}
      />
    </>
  );
}
